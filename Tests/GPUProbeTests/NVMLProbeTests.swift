import Billing
import Testing

@testable import GPUProbe

/// What the driver's library says, read through the library of our own.
@Suite struct NVMLProbeTests {
  private func probe(_ driver: FakeDriver, _ limits: ProbeLimits = ProbeLimits()) -> NVMLProbe {
    NVMLProbe(libraryPath: driver.libraryPath, clock: SteppingClock(), limits: limits)
  }

  @Test("Every fact of an H200 is read")
  func facts() throws {
    let driver = try FakeDriver("h200")
    let probe = probe(driver)
    let host = try probe.devices()
    #expect(host.origin == .nvml && host.driverVersion == "580.159.04")
    #expect(host.libraryVersion == "13.580.159.04" && host.cudaVersion == 13_000)
    #expect(probe.openedPath == driver.libraryPath)
    var expected = GPUDevice(
      uuid: DeviceUUID(normalising: "GPU-11111111-2222-3333-4444-555555555555"), name: "NVIDIA H200")
    expected.architecture = "Hopper"
    expected.brand = "NVIDIA"
    expected.computeCapability = GPUDevice.ComputeCapability(major: 9, minor: 0)
    expected.memoryBytes = 150_754_820_096
    expected.pciBusID = "00000000:83:00.0"
    expected.pciDeviceID = 0x2335_10DE
    expected.serial = "1650000000001"
    expected.vbiosVersion = "96.00.99.00.01"
    expected.boardPartNumber = "900-21010-0000-000"
    expected.powerLimitMilliwatts = 600_000
    expected.powerLimitDefaultMilliwatts = 700_000
    expected.smClockMaxMegahertz = 1_980
    expected.memoryClockMaxMegahertz = 3_201
    expected.isECCEnabled = true
    expected.isMIGEnabled = false
    expected.isPersistenceEnabled = true
    expected.computeMode = "Default"
    expected.virtualizationMode = "Pass-Through"
    #expect(host.devices == [expected])
    #expect(host.notes.isEmpty)
  }

  @Test("A look tells everything that moves, by the counters of the driver's own numbering")
  func samples() throws {
    let driver = try FakeDriver("h200")
    let probe = probe(driver)
    let uuid = try probe.devices().devices[0].uuid
    let first = try #require(try probe.samples(of: [uuid]).first)
    #expect(first.uuid == uuid && first.atNanoseconds == 1_000_000_000)
    #expect(first.smClockMegahertz == 345 && first.memoryClockMegahertz == 3_201)
    #expect(first.powerMilliwatts == 77_710 && first.powerLimitMilliwatts == 600_000)
    #expect(first.energyMillijoules == 1_000_000 && first.temperatureCelsius == 28)
    #expect(first.utilisationPercent == 3 && first.memoryUsedBytes == 1_048_576)
    #expect(first.clockReasons == 0x401 && first.eccUncorrectedCount == 2 && first.computeProcessCount == 1)
    #expect(first.heldNanoseconds.powerCap == 7_015_000_000_000)
    #expect(first.heldNanoseconds.softwareThermal == 11_000_000, "field 269, never 251")
    #expect(first.heldNanoseconds.hardwareThermal == 12_000_000 && first.heldNanoseconds.powerBrake == 0)
    let second = try #require(try probe.samples(of: [uuid]).first)
    #expect(second.energyMillijoules == 1_350_000 && second.heldNanoseconds.hardwareThermal == 13_000_000)
  }

  @Test("MIG instances are found behind holes, with their profiles; an instance can be looked at by itself")
  func mig() throws {
    let driver = try FakeDriver("a100-mig")
    let probe = probe(driver)
    let host = try probe.devices()
    #expect(host.devices.map(\.uuid.text.last) == ["2", "1"], "sorted by UUID, not by index")
    #expect(host.devices[1].migInstances.isEmpty && host.devices[1].computeMode == "Exclusive_Process")
    let instances = host.devices[0].migInstances
    #expect(instances.map(\.profile) == ["3g.20gb", "1g.5gb"])
    #expect(instances.map(\.memoryBytes) == [20_937_965_568, 4_864 << 20])
    #expect(instances.map(\.gpuInstanceID) == [1, 9] && instances.map(\.computeInstanceID) == [0, 0])
    let uuid = try #require(instances[0].uuid)
    #expect(uuid.text == "MIG-cccccccc-0000-5000-8000-000000000001")
    let samples = try probe.samples(of: [uuid, host.devices[0].uuid, host.devices[1].uuid])
    #expect(samples[0].memoryUsedBytes == 19_922_944 && samples[0].powerMilliwatts == nil)
    #expect(samples[1].utilisationPercent == nil && samples[1].powerMilliwatts == 48_000)
    #expect(samples[2].computeProcessCount == 3, "counted without a list, whatever the size of its entries")
    #expect(samples[2].heldNanoseconds.softwareThermal == nil, "branch 535 has no such counter")
  }

  @Test("An older device and driver tell less, and nothing of it is a mistake")
  func older() throws {
    let driver = try FakeDriver("t4")
    let probe = probe(driver)
    let host = try probe.devices()
    let device = host.devices[0]
    #expect(
      device.memoryBytes == 16_106_127_360 && device.isMIGEnabled == nil && device.isECCEnabled == false)
    #expect(device.boardPartNumber == nil && device.migInstances.isEmpty && host.notes.isEmpty)
    let sample = try #require(try probe.samples(of: [device.uuid]).first)
    #expect(sample.temperatureCelsius == 24 && sample.clockReasons == 0)
    #expect(sample.memoryUsedBytes == 471_859_200, "the first call counts the driver's own share")
    #expect(sample.heldNanoseconds.softwareThermal == 2_000, "field 251, never 269")
    #expect(sample.heldNanoseconds.powerBrake == 4_000)
  }

  @Test(
    "A value that is refused is unknown with a note; one that is not supported or deprecated is unknown without"
  )
  func withheld() throws {
    let driver = try FakeDriver(
      "h200", "fail nvmlDeviceGetSerial 4", "fail nvmlDeviceGetPowerUsage 26", "fail nvmlDeviceGetBrand 3",
      "fail nvmlDeviceGetMemoryInfo_v2 25", "fail nvmlDeviceGetVbiosVersion 999 once")
    let probe = probe(driver)
    let host = try probe.devices()
    let device = host.devices[0]
    #expect(device.serial == nil && device.brand == nil && device.memoryBytes == 150_754_820_096)
    #expect(device.vbiosVersion == "96.00.99.00.01", "an answer without a cause is asked for once more")
    #expect(host.notes == ["\(device.uuid.text) withholds its serial number: NO_PERMISSION (4)"])
    #expect(try probe.samples(of: [device.uuid])[0].powerMilliwatts == nil)
  }

  @Test("A device that is hidden from us is left out with a note")
  func hidden() throws {
    let driver = try FakeDriver("a100-mig", "fail nvmlDeviceGetHandleByIndex_v2 17 0")
    let host = try probe(driver).devices()
    #expect(host.devices.map(\.uuid.text) == ["GPU-aaaaaaaa-0000-4000-8000-000000000002"])
    #expect(host.notes == ["device 0 is not for this user or container: OPERATING_SYSTEM (17)"])
    let none = try FakeDriver("h200", "fail nvmlDeviceGetHandleByIndex_v2 4 0")
    #expect(
      throws: ProbeFailure.notPermitted(
        detail: "device 0 is not for this user or container: NO_PERMISSION (4)")
    ) { try probe(none).devices() }
  }

  @Test("A device that is lost is lost, at whatever call it shows")
  func lost() throws {
    let driver = try FakeDriver("lost-gpu")
    let probe = probe(driver)
    let uuid = try probe.devices().devices[0].uuid
    var failure: ProbeFailure?
    for _ in 0..<20 where failure == nil {
      do throws(ProbeFailure) { _ = try probe.samples(of: [uuid]) } catch { failure = error }
    }
    guard case .deviceLost(let lost, let detail) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(lost == uuid && detail.hasSuffix("GPU_IS_LOST (15)"))
    let other = DeviceUUID(normalising: "GPU-0")
    let good = try FakeDriver("h200")
    #expect(throws: ProbeFailure.deviceLost(uuid: other, detail: "the driver does not list it any more")) {
      try self.probe(good).samples(of: [other])
    }
  }

  @Test(
    "A driver that does not begin says why",
    arguments: [
      ("no-driver", Int32(9), "load the driver's kernel module"),
      ("version-mismatch", 18, "library and kernel module are of different versions"),
    ])
  func broken(_ scenario: String, _ code: Int32, _ words: String) throws {
    let driver = try FakeDriver(scenario)
    do throws(ProbeFailure) {
      _ = try probe(driver).devices()
      Issue.record("it began")
    } catch {
      guard case .driverFailed(code, let detail) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(detail.contains(words) && detail.hasPrefix(driver.libraryPath))
    }
  }

  @Test("Codes of the beginning are told apart")
  func beginnings() throws {
    func kind(_ changes: String) throws -> String {
      let driver = try FakeDriver("h200", changes)
      do throws(ProbeFailure) {
        _ = try probe(driver).devices()
        return "none"
      } catch {
        return error.kind
      }
    }
    #expect(try kind("fail nvmlInit_v2 4") == "not_permitted")
    #expect(try kind("fail nvmlInit_v2 17") == "driver_failed")
    #expect(try kind("fail nvmlInit_v2 28") == "no_hardware")
    #expect(try kind("fail nvmlInit_v2 999") == "driver_failed")
    #expect(try kind("fail nvmlInit_v2 999 once") == "none")
    #expect(try kind("count = 0") == "no_hardware")
    #expect(try kind("count = 4000000") == "unreadable")
    #expect(try kind("fail nvmlDeviceGetUUID 3") == "unreadable")
    #expect(try kind("device.0.name = N/A") == "unreadable")
    #expect(try kind("fail nvmlDeviceGetBrand 999") == "driver_failed")
    #expect(try kind("fail nvmlDeviceGetHandleByIndex_v2 15") == "device_lost")
  }

  @Test("Without a library there is no hardware; a library that is none is none")
  func absent() throws {
    let clock = SteppingClock()
    for path in ["/nowhere/libnvidia-ml.so.1", "libz.so.1"] {
      do throws(ProbeFailure) {
        _ = try NVMLProbe(libraryPath: path, clock: clock).devices()
        Issue.record("\(path) answered")
      } catch {
        #expect(error.kind == "no_hardware", "\(error)")
      }
    }
  }

  @Test("A driver that was mended is asked anew")
  func mended() throws {
    let driver = try FakeDriver("version-mismatch")
    let probe = probe(driver)
    #expect(throws: ProbeFailure.self) { try probe.devices() }
    try driver.become("h200")
    #expect(try probe.devices().devices.count == 1)
  }

  @Test("A driver that hangs costs the time limit once, and whoever asks it next is told at once")
  func hanging() throws {
    let driver = try FakeDriver("h200", "hang nvmlDeviceGetPowerUsage")
    var limits = ProbeLimits()
    limits.samplesTimeoutMilliseconds = 200
    let probe = probe(driver, limits)
    let uuid = try probe.devices().devices[0].uuid
    for _ in 0..<2 {
      do throws(ProbeFailure) {
        _ = try probe.samples(of: [uuid])
        Issue.record("it answered")
      } catch {
        #expect(error.kind == "timed_out")
      }
    }
    #expect(throws: ProbeFailure.self) { try probe.devices() }
  }
}
