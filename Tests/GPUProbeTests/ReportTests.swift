import Billing
import Hashing
import StrictJSON
import Testing

@testable import GPUProbe

/// What a person and a script are told.
@Suite struct ReportTests {
  private func report(_ scenario: String) throws -> ProbeReport {
    let driver = try FakeDriver(scenario)
    let probe = NVMLProbe(libraryPath: driver.libraryPath, clock: SteppingClock())
    let host = try probe.devices()
    let rules = ["h200", "h100", "h200-nvl"].compactMap(WellKnownHardware.rule)
    return ProbeReport(
      host: host, samples: try probe.samples(of: host.devices.map(\.uuid)), rules: rules,
      libraryPath: "/usr/lib/libnvidia-ml.so.1")
  }

  @Test("The table for people")
  func table() throws {
    let expected = """
      driver       580.159.04
      CUDA         13.0
      NVML         13.580.159.04
      asked        /usr/lib/libnvidia-ml.so.1
      tiers        h200
      fingerprint  3b21bbb13acc9e828f68f690340feb2391d3c43ccee3692251b0dc92f6a33800

      device 1 of 1: NVIDIA H200
        uuid                 GPU-11111111-2222-3333-4444-555555555555
        architecture         Hopper
        compute capability   9.0
        memory               143771 MiB
        bus                  00000000:83:00.0
        serial               1650000000001
        vbios                96.00.99.00.01
        power limit          600.000 W
        clocks at most       1980 MHz, memory 3201 MHz
        ecc                  on
        mig                  off
        persistence          on
        compute mode         Default
        virtualization       Pass-Through
        clocks now           345 MHz, memory 3201 MHz
        power now            77.710 W
        energy               1000.000 J
        temperature          28 C
        utilisation          3 %
        memory used          1 MiB
        clocks held by       gpu_idle, bit_10
        held, power cap      7015000.000 ms
        held, heat (driver)  11.000 ms
        held, heat (board)   12.000 ms
        held, power brake    0.000 ms
        memory errors        2 uncorrected
        processes            1 computing
      """
    let lines = try report("h200").lines
    for (line, wanted) in zip(lines, expected.split(separator: "\n", omittingEmptySubsequences: false)) {
      #expect(line == wanted)
    }
    #expect(lines.count == expected.split(separator: "\n", omittingEmptySubsequences: false).count)
  }

  @Test("The JSON for scripts")
  func json() throws {
    let json = try report("h200").json
    let text = String(decoding: JSONWriter.compact(json), as: UTF8.self)
    #expect(try JSONReader.read(text: text) == json)
    #expect(json["origin"] == .string("nvml") && json["hardware_tiers"] == .array([.string("h200")]))
    let device = try #require(json["devices"]?.array?.first)
    #expect(device["pci_device_id"] == .string("0x233510DE") && device["mig_enabled"] == .bool(false))
    #expect(device["memory_bytes"] == .number("150754820096"))
    #expect(device["sample"]?["clock_reasons"] == .array([.string("gpu_idle"), .string("bit_10")]))
    #expect(device["sample"]?["held_nanoseconds"]?["power_cap"] == .number("7015000000000"))
    #expect(device["sample"]?["power_milliwatts"] == .number("77710"))
    let older = try #require(try report("t4").json["devices"]?.array?.first)
    #expect(older["mig_enabled"] == .null && older["board_part_number"] == .null)
  }

  @Test(
    "Every failure has its word",
    arguments: [
      (ProbeFailure.noHardware(detail: "a"), "no_hardware"),
      (.driverFailed(code: 18, detail: "a"), "driver_failed"),
      (.notPermitted(detail: "a"), "not_permitted"), (.timedOut(milliseconds: 5, detail: "a"), "timed_out"),
      (.unreadable(detail: "a"), "unreadable"), (.deviceLost(uuid: nil, detail: "a"), "device_lost"),
    ])
  func failures(_ failure: ProbeFailure, _ word: String) {
    #expect(failure.json["failure"] == .string(word))
    #expect(failure.json["code"] == (word == "driver_failed" ? .number("18") : .null))
    #expect(failure.json["detail"] == .string(failure.description))
  }

  @Test("The fingerprint is a known text, and the same whatever the order")
  func fingerprint() throws {
    let host = try report("a100-mig").host
    let fingerprint = HardwareFingerprint(host)
    #expect(
      fingerprint.text == """
        GPU-aaaaaaaa-0000-4000-8000-000000000002|NVIDIA A100-SXM4-40GB|8.0|40960 MiB|20b010de|92.00.45.00.03
        |MIG-cccccccc-0000-5000-8000-000000000001|3g.20gb|19968 MiB
        |MIG-cccccccc-0000-5000-8000-000000000002|1g.5gb|4864 MiB
        GPU-bbbbbbbb-0000-4000-8000-000000000001|NVIDIA A100-SXM4-40GB|8.0|40960 MiB|20b010de|92.00.45.00.03
        """)
    #expect(fingerprint.sha256 == Digest256(of: fingerprint.text).hex)
    var turned = host
    turned.devices.reverse()
    turned.driverVersion = "999.1"
    turned.devices[0].migInstances.reverse()
    turned.devices[1].migInstances.reverse()
    #expect(HardwareFingerprint(turned) == fingerprint)
  }

  @Test("Every fact of the hardware moves the fingerprint, and no name can look like two facts")
  func sensitivity() throws {
    let host = try report("h200").host
    let fingerprint = HardwareFingerprint(host)
    let changes: [(inout GPUDevice) -> Void] = [
      { $0.memoryBytes = 1 << 30 }, { $0.vbiosVersion = "1" }, { $0.vbiosVersion = nil },
      { $0.computeCapability = nil }, { $0.pciDeviceID = 1 }, { $0.migInstances = [GPUDevice.MIGInstance()] },
    ]
    for change in changes {
      var other = host
      change(&other.devices[0])
      #expect(HardwareFingerprint(other) != fingerprint)
    }
    var named = HostDevices(
      origin: .nvml, driverVersion: "1.1",
      devices: [GPUDevice(uuid: DeviceUUID(normalising: "GPU-1"), name: "a|b\n\\c")])
    #expect(HardwareFingerprint(named).text == "GPU-1|a\\u{7c}b\\u{a}\\u{5c}c|-|-|-|-")
    named.devices[0].powerLimitMilliwatts = 5
    #expect(
      HardwareFingerprint(named).text == "GPU-1|a\\u{7c}b\\u{a}\\u{5c}c|-|-|-|-",
      "limits change without hardware")
  }

  @Test("Units are written out to the last digit")
  func units() {
    #expect(UnitText.watts(77_710) == "77.710 W" && UnitText.joules(5) == "0.005 J")
    #expect(
      UnitText.milliseconds(1_234_567) == "1.234 ms" && UnitText.mebibytes(150_754_820_096) == "143771 MiB")
    #expect(UnitText.watts(-1) == "-0.001 W" && UnitText.clocks(nil, nil) == nil)
    #expect(UnitText.clocks(1, 2) == "1 MHz, memory 2 MHz")
  }
}
