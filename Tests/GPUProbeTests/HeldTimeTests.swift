import Billing
import Testing

@testable import GPUProbe

/// Which counters are asked, and which answers are believed.
@Suite struct HeldTimeTests {
  @Test(
    "Field ids follow the driver's version",
    arguments: [
      ("570.148.08", nil), ("574.99", nil), ("575.51.03", 251), ("580.65.06", 251), ("580.66", nil),
      ("580.81.9", nil), ("580.82.07", 269), ("580.126.09", 269), ("580.159.04", 269), ("590.48.01", 269),
      ("615.1", 269), ("", nil), ("580", nil), ("580.", nil), ("-580.90", nil), ("x.y", nil),
    ] as [(String, UInt32?)])
  func ids(_ version: String, _ first: UInt32?) {
    let fields = HeldTimeFields(driverVersion: version)
    #expect(fields.softwareThermal == first)
    #expect(fields.hardwareThermal == first.map { $0 + 1 } && fields.powerBrake == first.map { $0 + 2 })
    #expect(fields.ids == [74] + (first.map { [$0, $0 + 1, $0 + 2] } ?? []))
  }

  private func sample(_ nanoseconds: UInt64, _ powerCap: Int64?, _ brake: Int64? = 0) -> DeviceSample {
    var sample = DeviceSample(uuid: DeviceUUID(normalising: "GPU-1"), atNanoseconds: nanoseconds)
    sample.heldNanoseconds.powerCap = powerCap
    sample.heldNanoseconds.powerBrake = brake
    return sample
  }

  @Test(
    "A counter that runs back or ahead of the clock is not told any more; the others are",
    arguments: [
      (Int64(1_000), true), (0, true), (1_050_000_000, true), (1_050_000_001, false), (-1, false),
      (.max, false),
    ])
  func trust(_ increase: Int64, _ isBelieved: Bool) {
    var check = HeldTimeCheck()
    let start = Int64(500)
    #expect(check.checked(sample(1_000_000_000, start)).heldNanoseconds.powerCap == start)
    let end = start.addingReportingOverflow(increase).partialValue
    let second = check.checked(sample(2_000_000_000, end))
    #expect(second.heldNanoseconds.powerCap == (isBelieved ? end : nil))
    #expect(second.heldNanoseconds.powerBrake == 0)
    let third = check.checked(sample(3_000_000_000, end))
    #expect(third.heldNanoseconds.powerCap == (isBelieved ? end : nil), "distrust stays")
  }

  @Test("What a device does not tell between is no reason for distrust")
  func gaps() {
    var check = HeldTimeCheck()
    for (time, value) in [(UInt64(1), nil), (2, 5), (3, nil), (4, 5)] as [(UInt64, Int64?)] {
      #expect(check.checked(sample(time, value)).heldNanoseconds.powerCap == value)
    }
  }

  @Test(
    "A field's bytes are read by their type",
    arguments: [
      (UInt64(7), UInt32(3), Int64(7)), (7, 2, 7), (.max, 3, nil), (0xFFFF_FFFF, 1, 4_294_967_295),
      (0xFFFF_FFFF, 5, nil), (12, 5, 12), (.max, 4, nil), (9, 4, 9), (0x1_FFFF, 6, 65_535), (7, 0, nil),
      (7, 99, nil),
    ] as [(UInt64, UInt32, Int64?)])
  func fieldNumbers(_ bits: UInt64, _ type: UInt32, _ number: Int64?) {
    #expect(NVMLFieldNumber.read(bits: bits, valueType: type) == number)
  }

  @Test("Codes have their names, and those nobody knows have none")
  func codes() {
    #expect("\(NVMLCode(15))" == "GPU_IS_LOST (15)" && "\(NVMLCode(30))" == "RESET_TYPE_NOT_SUPPORTED (30)")
    #expect("\(NVMLCode(999))" == "UNKNOWN (999)" && "\(NVMLCode(-3))" == "a code without a name (-3)")
  }

  @Test("Numbers of newer drivers keep their digits; a bit that nobody knows is told")
  func names() {
    #expect(NVMLNames.architecture(9) == "Hopper" && NVMLNames.architecture(14) == "architecture 14")
    #expect(NVMLNames.architecture(.max) == nil && NVMLNames.brand(0) == nil)
    #expect(ClockReasons.words(0x401) == ["gpu_idle", "bit_10"] && ClockReasons.words(0).isEmpty)
    #expect(ClockReasons.words(1 << 63) == ["bit_63"])
  }

  @Test("A configured library is the only one; else the loader's comes first")
  func searchPath() {
    #expect(NVMLSearchPath.candidates(configured: "/opt/x.so") == ["/opt/x.so"])
    let usual = NVMLSearchPath.candidates(configured: nil)
    #expect(usual.first == "libnvidia-ml.so.1")
    #expect(usual.dropFirst().allSatisfy { $0.hasPrefix("/") && $0.hasSuffix("/libnvidia-ml.so.1") })
  }
}
