/// A decimal number as pupils are taught it: a row of digits, cut and rounded by hand. Slow, and so unlike the code it
/// checks that both being wrong alike is unlikely.
struct NaiveDecimal {
  /// What may be said of a text; `exact` numbers may break two rules at once.
  enum Reading: Hashable { case steps(String), notANumber, outOfRange, tooPrecise }

  private let isNegative: Bool
  private let digits: String
  private let exponent: Int

  /// `nil` unless the text is a JSON number.
  init?(_ text: String) {
    var rest = text[...]
    isNegative = rest.unicodeScalars.first == "-"
    if isNegative { rest.unicodeScalars.removeFirst() }
    let halves = rest.unicodeScalars.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == "e" || $0 == "E"
    }
    let parts = halves[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    guard parts.allSatisfy(Self.isDigits), parts[0].utf8.count == 1 || parts[0].utf8.first != 0x30 else {
      return nil
    }
    var power = 0
    if halves.count == 2 {
      var text = String(halves[1])
      let sign = text.unicodeScalars.first
      if sign == "+" || sign == "-" { text.unicodeScalars.removeFirst() }
      guard Self.isDigits(text) else { return nil }
      let plain = text.drop { $0 == "0" }
      power = (plain.utf8.count > 5 ? 100_000 : Int(plain) ?? 0) * (sign == "-" ? -1 : 1)
    }
    digits = parts.joined()
    exponent = power - (parts.count == 2 ? parts[1].utf8.count : 0)
  }

  private static func isDigits(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Every answer that is right on a grid of so many digits.
  static func readings(_ text: String, gridDigits: Int, isExact: Bool) -> Set<Reading> {
    guard let number = NaiveDecimal(text) else { return [.notANumber] }
    let shift = number.exponent + gridDigits
    let isZero = number.digits.utf8.allSatisfy { $0 == 0x30 }
    if isZero { return [.steps("0")] }
    if shift >= 0 { return limited(number.digits + String(repeating: "0", count: min(shift, 60)), number) }
    let kept = String(number.digits.dropLast(-shift))
    let cut = number.digits.suffix(-shift)
    let isLossless = cut.utf8.allSatisfy { $0 == 0x30 }
    if isExact {
      let readings = limited(kept, number)
      return isLossless ? readings : readings.subtracting(steps(readings)).union([.tooPrecise])
    }
    let roundsUp = cut.utf8.count == -shift && (cut.utf8.first ?? 0) >= 0x35
    return limited(roundsUp ? incremented(kept) : kept, number)
  }

  private static func steps(_ readings: Set<Reading>) -> Set<Reading> {
    readings.filter { if case .steps = $0 { true } else { false } }
  }

  private static func limited(_ digits: String, _ number: NaiveDecimal) -> Set<Reading> {
    let plain = String(digits.drop { $0 == "0" })
    if plain.isEmpty { return [.steps("0")] }
    let limit = "9223372036854775807"
    let isInside = plain.count < limit.count || (plain.count == limit.count && plain <= limit)
    return [isInside ? .steps((number.isNegative ? "-" : "") + plain) : .outOfRange]
  }

  private static func incremented(_ digits: String) -> String {
    var reversed = Array(digits.utf8.reversed())
    for index in reversed.indices {
      if reversed[index] == 0x39 {
        reversed[index] = 0x30
      } else {
        reversed[index] += 1
        return String(decoding: reversed.reversed(), as: UTF8.self)
      }
    }
    return "1" + String(decoding: reversed.reversed(), as: UTF8.self)
  }
}
