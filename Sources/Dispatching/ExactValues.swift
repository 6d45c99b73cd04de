import Billing

/// Values of our own and a target's total of them, in steps of the finest digit that they use.
struct ExactValues {
  let own: [Int128]
  let counted: Int128

  /// `nil` when any of them cannot be read.
  init?(_ own: [String], counted: String) {
    let gridDigits = Self.gridDigits(own: own, counted: counted)
    let values = own.compactMap { Self.steps($0, gridDigits) }
    guard values.count == own.count, let counted = Self.steps(counted, gridDigits) else { return nil }
    self.own = values
    self.counted = counted
  }

  private static func fractionDigitCount(_ text: String) -> Int {
    text.firstIndex(of: ".").map { text[$0...].utf8.count - 1 } ?? 0
  }

  /// As many digits after the point as any of our values has, and as the total has that mean something: a target that
  /// adds up binary fractions answers a digit too many, and fifteen digits of such a total are exact.
  private static func gridDigits(own texts: [String], counted: String) -> Int {
    let ownDigits = texts.map(fractionDigitCount).max() ?? 0
    let exactDigits = min(fractionDigitCount(counted), 15 - wholeDigitCount(counted))
    let spaceDigits = 18 - ((texts + [counted]).map(wholeDigitCount).max() ?? 0)
    return max(ownDigits, min(exactDigits, spaceDigits))
  }

  private static func wholeDigitCount(_ text: String) -> Int { text.prefix { $0 != "." }.utf8.count }

  private static func steps(_ text: String, _ gridDigits: Int) -> Int128? {
    do throws(GridText.Failure) {
      return Int128(try GridText.parse(text, gridDigits: gridDigits))
    } catch {
      return nil
    }
  }
}
