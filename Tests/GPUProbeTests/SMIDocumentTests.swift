import Billing
import Testing

@testable import GPUProbe

/// What `nvidia-smi` of four branches of drivers says.
@Suite struct SMIDocumentTests {
  @Test("v10: no MIG, sums of memory errors, the old names")
  func v10() throws {
    let document = try Sample.v10.document()
    #expect(document.driverVersion == "430.26" && document.cudaVersion == 10_020)
    let device = try document.devices[0].facts()
    #expect(device.name == "Tesla V100-PCIE-16GB" && device.architecture == nil && device.isMIGEnabled == nil)
    #expect(device.memoryBytes == 16_160 << 20, "not the BAR's")
    #expect(device.powerLimitMilliwatts == 225_500 && device.powerLimitDefaultMilliwatts == 250_000)
    #expect(device.isPersistenceEnabled == false && device.virtualizationMode == "None")
    let sample = document.devices[0].sample(atNanoseconds: 5)
    #expect(sample.atNanoseconds == 5 && sample.smClockMegahertz == 135 && sample.powerMilliwatts == 25_330)
    #expect(sample.clockReasons == 0x1 && sample.eccUncorrectedCount == 3, "since the driver was loaded")
    #expect(sample.computeProcessCount == 0 && sample.heldNanoseconds == DeviceSample.HeldNanoseconds())
  }

  @Test("v11: padded bodies, and processes of which some only draw")
  func v11() throws {
    let document = try Sample.v11.document()
    let device = try document.devices[0].facts()
    #expect(device.isMIGEnabled == nil && device.isECCEnabled == false && device.boardPartNumber == nil)
    #expect(device.computeMode == "Exclusive_Process" && device.pciDeviceID == 0x1EB8_10DE)
    let sample = document.devices[0].sample(atNanoseconds: 0)
    #expect(sample.powerMilliwatts == 66_840 && sample.memoryUsedBytes == 1 << 20)
    #expect(sample.clockReasons == 0x24 && sample.eccUncorrectedCount == nil)
    #expect(sample.computeProcessCount == 2 && sample.powerLimitMilliwatts == 70_000)
  }

  @Test("v12: several spellings of power, MIG instances without UUIDs, a UUID without its prefix")
  func v12() throws {
    let document = try Sample.v12.document()
    let (first, second) = (try document.devices[0].facts(), try document.devices[1].facts())
    #expect(
      first.powerLimitMilliwatts == 400_000 && first.isMIGEnabled == false && first.migInstances.isEmpty)
    #expect(second.uuid.text == "GPU-aaaaaaaa-0000-4000-8000-000000000002" && second.isMIGEnabled == true)
    #expect(second.migInstances.map(\.gpuInstanceID) == [1, 9])
    #expect(second.migInstances.map(\.memoryBytes) == [19_968 << 20, 4_864 << 20])
    #expect(second.migInstances.allSatisfy { $0.uuid == nil && $0.profile == nil })
    let samples = document.devices.map { $0.sample(atNanoseconds: 0) }
    #expect(samples.map(\.powerMilliwatts) == [52_040, 48_000])
    #expect(samples.map(\.clockReasons) == [0x1, 0x80] && samples.map(\.eccUncorrectedCount) == [5, nil])
    #expect(samples.map(\.computeProcessCount) == [0, nil] && samples[1].utilisationPercent == nil)
    let host = try document.hostDevices()
    #expect(host.devices.map(\.uuid) == [second.uuid, first.uuid] && host.notes.isEmpty)
  }

  @Test("v13: agrees with NVML of the same host in every fact that both tell")
  func v13() throws {
    let document = try Sample.v13.document()
    let host = try document.hostDevices()
    let driver = try FakeDriver("h200")
    let library = try NVMLProbe(libraryPath: driver.libraryPath, clock: SteppingClock()).devices()
    var expected = library.devices[0]
    expected.computeCapability = nil
    #expect(host.devices == [expected] && host.cudaVersion == library.cudaVersion)
    #expect(CrossCheck.differences(library: library, command: host).isEmpty)
    let sample = document.devices[0].sample(atNanoseconds: 0)
    #expect(sample.powerMilliwatts == 77_710 && sample.smClockMegahertz == 345 && sample.clockReasons == 0x1)
    #expect(sample.heldNanoseconds.powerCap == 7_014_307_013_000)
    #expect(sample.heldNanoseconds.softwareThermal == 11_000_000 && sample.heldNanoseconds.powerBrake == 0)
    #expect(sample.eccUncorrectedCount == 2 && sample.computeProcessCount == 1)
  }

  @Test("A device that is lost is lost in whatever element it says so, and process names do not count")
  func lost() throws {
    let text = try Sample.v13.text().replacing("<gpu_temp>28 C<", with: "<gpu_temp>GPU is lost<")
    do throws(ProbeFailure) {
      _ = try Sample.read(text)
      Issue.record("it was read")
    } catch {
      guard case .deviceLost(let uuid, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(uuid?.text == "GPU-11111111-2222-3333-4444-555555555555")
    }
    let nameless = try Sample.v13.text()
      .replacing("GPU-11111111-2222-3333-4444-555555555555", with: "GPU requires reset")
    #expect(
      throws: ProbeFailure.deviceLost(uuid: nil, detail: "nvidia-smi says so of the device 00000000:83:00.0")
    ) { try Sample.read(nameless) }
  }

  @Test(
    "Documents that make no sense are refused, each in its own words",
    arguments: [
      ("<nvidia_smi_log>", "no XML"), ("", "no XML"), ("<html></html>", "of html"),
      ("<nvidia_smi_log></nvidia_smi_log>", "driver's version"),
      (
        "<!DOCTYPE a [<!ENTITY b \"c\">]><nvidia_smi_log>&b;</nvidia_smi_log>", "declarations or entities"
      ),
      (
        "<nvidia_smi_log><driver_version>1.1</driver_version><gpu id=\"1\"/></nvidia_smi_log>", "no UUID"
      ),
      (
        "<nvidia_smi_log><driver_version>1.1</driver_version><gpu><uuid>a</uuid></gpu><gpu><uuid>a</uuid></gpu>"
          + "</nvidia_smi_log>", "alike"
      ),
    ])
  func refused(_ text: String, _ words: String) {
    do throws(ProbeFailure) {
      _ = try Sample.read(text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.kind == "unreadable" && "\(error)".contains(words), "\(error)")
    }
  }

  @Test(
    "A document of no device is no hardware; one without a name is unreadable; too long is refused unread")
  func bounds() throws {
    let empty = "<nvidia_smi_log><driver_version>1.1</driver_version></nvidia_smi_log>"
    #expect(throws: ProbeFailure.noHardware(detail: "nvidia-smi lists no device")) { try Sample.read(empty) }
    let nameless = try Sample.v13.text().replacing("NVIDIA H200", with: "N/A")
    #expect(throws: ProbeFailure.self) { try Sample.read(nameless).hostDevices() }
    #expect(throws: ProbeFailure.unreadable(detail: "nvidia-smi wrote more than 10 bytes")) {
      try SMIDocument(reading: Array(repeating: 0x3C, count: 11), byteCountMax: 10)
    }
  }

  @Test("Nothing is looked up: a document with an entity is refused, whoever may declare it")
  func entities() throws {
    let text = try Sample.v13.text().replacing("NVIDIA H200", with: "NVIDIA &secret; H200")
    #expect(throws: ProbeFailure.self) { try Sample.read(text) }
  }

  @Test("A device that asks for recovery, and a count that differs, are noted")
  func notes() throws {
    let text = try Sample.v13.text().replacing("action>None<", with: "action>Reset<")
      .replacing("gpus>1<", with: "gpus>2<")
    #expect(
      try Sample.read(text).hostDevices().notes == [
        "nvidia-smi counts 2 devices and lists 1",
        "GPU-11111111-2222-3333-4444-555555555555 asks for recovery: Reset",
      ])
  }

  @Test(
    "Values that are missing are unknown, however that is spelt",
    arguments: [
      "N/A", "[N/A]", "Requested functionality has been deprecated", "Unknown Error", "[Unknown Error]",
      "[Insufficient Permissions]", "", "  ", "Not Supported",
    ])
  func missing(_ spelling: String) throws {
    let text = try Sample.v13.text().replacing("600.00 W", with: spelling)
      .replacing("96.00.99.00.01", with: spelling)
    let device = try Sample.read(text).devices[0].facts()
    #expect(device.powerLimitMilliwatts == nil && device.vbiosVersion == nil && device.serial != nil)
  }

  @Test("Numbers are read with their unit and no other")
  func numbers() {
    #expect(SMIValue.thousandths("66.84 W", unit: "W") == 66_840)
    #expect(SMIValue.thousandths("7 W", unit: "W") == 7_000)
    #expect(SMIValue.thousandths("0.0019 W", unit: "W") == 1)
    for text in [
      "66.84", "66.84 mW", "-1 W", "1. W", ".5 W", "1e3 W", "9223372036854775807 W", "1 W W", "٣ W",
    ] {
      #expect(SMIValue.thousandths(text, unit: "W") == nil, "\(text)")
    }
    #expect(SMIValue.whole("16x", unit: "") == nil && SMIValue.whole("3", unit: "") == 3)
    #expect(SMIValue.hexadecimal("0x233510DE") == 0x2335_10DE && SMIValue.hexadecimal("1FFFFFFFF") == nil)
    #expect(SMIValue.cudaVersion("12.4") == 12_040 && SMIValue.cudaVersion("12") == nil)
    #expect(SMIValue.cudaVersion("99999999999.1") == nil)
  }
}
