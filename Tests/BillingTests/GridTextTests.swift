import Billing
import Testing

@Suite("Decimal text on a grid")
struct GridTextTests {
  @Test(
    "a number's text lands on the nearest step, halves away from zero",
    arguments: [
      ("0", 12, 0), ("-0.0", 9, 0), ("1", 12, 1_000_000_000_000),
      ("1.0936938748036216", 12, 1_093_693_874_804),
      ("0.0000000000005", 12, 1), ("0.00000000000049999", 12, 0), ("-0.0000000000005", 12, -1),
      ("1e-05", 9, 10_000), ("1.5E+3", 0, 1_500), ("2.5", 0, 3), ("-2.5", 0, -3),
      ("9223372036854775807", 0, .max),
      ("0.000e999999999999", 9, 0), ("1e-999999999999", 9, 0), ("922337203.6854775807", 10, .max),
      ("12345678901234567890e-10", 9, 1_234_567_890_123_456_789),
    ] as [(String, Int, Int64)])
  func parses(text: String, gridDigits: Int, steps: Int64) throws {
    #expect(try GridText.parse(text, gridDigits: gridDigits) == steps)
  }

  @Test(
    "what is not a JSON number is refused",
    arguments: [
      "", "-", "+1", "01", ".5", "1.", "1e", "1e+", "NaN", "Infinity", "0x10", "1,5", " 1", "1 ", "--1",
      "1_0",
    ])
  func refusesText(text: String) {
    #expect(throws: GridText.Failure.notANumber) { try GridText.parse(text, gridDigits: 9) }
  }

  @Test(
    "what leaves 64 bits of steps is refused, never wrapped",
    arguments: [
      ("9223372036854775808", 0), ("-9223372036854775808", 0), ("1e19", 0), ("9223372.037", 12),
      ("1e999999999", 9),
    ])
  func refusesRange(text: String, gridDigits: Int) {
    #expect(throws: GridText.Failure.outOfRange) { try GridText.parse(text, gridDigits: gridDigits) }
  }

  @Test("configuration may not be finer than its grid")
  func exact() throws {
    #expect(try GridText.parseExact("2.500", gridDigits: 1) == 25)
    #expect(throws: GridText.Failure.tooPrecise) { try GridText.parseExact("2.51", gridDigits: 1) }
  }

  @Test(
    "steps are written as the shortest plain decimal",
    arguments: [
      (0, 9, "0"), (1, 12, "0.000000000001"), (-1, 9, "-0.000000001"), (12_500_000_000, 9, "12.5"),
      (7, 0, "7"),
      (-1_000_000_000, 9, "-1"), (Int128.max, 12, "170141183460469231731687303.715884105727"),
    ] as [(Int128, Int, String)])
  func formats(steps: Int128, gridDigits: Int, text: String) {
    #expect(GridText.format(steps, gridDigits: gridDigits) == text)
  }

  @Test("what is written is read back equal", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let steps = Int64(truncatingIfNeeded: random.next()) >> Int64(random.next() % 63)
      guard steps != .min else { continue }
      let digits = Int(random.next() % 13)
      #expect(
        try GridText.parse(GridText.format(Int128(steps), gridDigits: digits), gridDigits: digits) == steps)
    }
  }
}

/// SplitMix64: a fixed sequence for a seed, so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
