import Billing
import EventDecoding
import Testing

/// Decimal digits as a schoolbook would handle them: slow, obvious, and not related to the decoder.
private struct SchoolbookDecimal {
  var isNegative = false
  var digits: [Int] = []
  var exponent = 0

  /// A plain or exponent text that is known to be a JSON number.
  init(_ text: String) {
    var mantissa = text
    if let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      mantissa = String(text[..<mark])
      exponent = Int(text[text.index(after: mark)...]) ?? 0
    }
    var isFraction = false
    for character in mantissa {
      switch character {
      case "-": isNegative = true
      case ".": isFraction = true
      default:
        digits.append(character.wholeNumberValue ?? 0)
        if isFraction { exponent -= 1 }
      }
    }
  }

  /// The steps of a grid, halves away from zero; `nil` when they do not fit.
  func steps(gridDigits: Int) -> Int64? {
    var digits = digits
    var shift = exponent + gridDigits
    while shift > 0, digits.count < 60 {
      digits.append(0)
      shift -= 1
    }
    var roundsUp = false
    while shift < 0, !digits.isEmpty {
      roundsUp = digits.removeLast() >= 5
      shift += 1
    }
    if shift < 0 { roundsUp = false }
    if shift > 0, digits.contains(where: { $0 != 0 }) { return nil }
    var whole = digits.map(String.init).joined()
    while whole.hasPrefix("0") { whole.removeFirst() }
    guard whole.count <= 25, let magnitude = Int128(whole.isEmpty ? "0" : whole) else { return nil }
    let rounded = magnitude + (roundsUp ? 1 : 0)
    return Int64(exactly: isNegative ? -rounded : rounded)
  }
}

/// splitmix64: the same cases in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

@Suite("Decimals against an independent oracle")
struct DecimalOracleTests {
  private static func digits(_ count: Int, _ generator: inout SeededGenerator) -> String {
    (0..<count).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
  }

  private static func number(_ generator: inout SeededGenerator) -> String {
    var whole = digits(Int.random(in: 1...20, using: &generator), &generator)
    while whole.hasPrefix("0"), whole.count > 1 { whole.removeFirst() }
    if Int.random(in: 0...2, using: &generator) > 0 { whole = String(whole.suffix(7)) }
    while whole.hasPrefix("0"), whole.count > 1 { whole.removeFirst() }
    var text = Int.random(in: 0...9, using: &generator) == 0 ? "-" + whole : whole
    if Bool.random(using: &generator) {
      text += "." + digits(Int.random(in: 1...24, using: &generator), &generator)
    }
    if Int.random(in: 0...2, using: &generator) == 0 {
      text += ["e", "E", "e+", "e-", "e-0"].randomElement(using: &generator) ?? "e"
      text += String(Int.random(in: 0...22, using: &generator))
    }
    return text
  }

  @Test(
    "amounts are the oracle's steps or are refused where it refuses", arguments: [1, 2, 3, 4] as [UInt64])
  func amounts(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    var decoder = EventDecoder(rules: EventDecodingRules())
    var fitCount = 0
    for _ in 0..<2_500 {
      let (hours, money) = (Self.number(&generator), Self.number(&generator))
      let row = SampleRow.flat.setting("gpu_hours_saved", hours).setting("cost_savings", money)
      let expected = (
        hours: SchoolbookDecimal(hours).steps(gridDigits: 12),
        money: SchoolbookDecimal(money).steps(gridDigits: 9)
      )
      switch decoder.decode(row.bytes) {
      case .success(let row):
        #expect(row.event.amounts.gpuHoursSaved == expected.hours, "\(hours)")
        #expect(row.event.amounts.costSavings == expected.money, "\(money)")
        fitCount += 1
      case .failure(let fault):
        let isRefused = [expected.hours, expected.money].contains { $0.map { $0 < 0 } ?? true }
        #expect(isRefused, "\(hours) \(money): \(fault.detail)")
        #expect(fault.reason == .numberOutOfRange || fault.reason == .negativeAmount)
      }
    }
    #expect(fitCount > 500, "most cases decode")
  }

  @Test(
    "a half goes away from zero and one digit less stays",
    arguments: [
      ("0.0000000000005", 1), ("0.00000000000049999999999999999999", 0),
      ("1.0000000000005", 1_000_000_000_001),
      ("5e-13", 1), ("4.9e-13", 0), ("1e-400", 0), ("0e99999", 0), ("9223372.0368547758074", Int64.max),
    ] as [(String, Int64)])
  func halves(text: String, steps: Int64) throws {
    #expect(try decode(SampleRow.flat.setting("gpu_hours_saved", text)).event.amounts.gpuHoursSaved == steps)
    #expect(SchoolbookDecimal(text).steps(gridDigits: 12) == steps)
  }
}
