import Billing

extension FuzzTarget {
  /// The first byte chooses the grid and whether rounding is allowed; the rest is the number's text.
  static let decimals = FuzzTarget(
    name: "decimals", words: ["e", "E+", "e-", ".", "-", "0.5", "4999", "9223372036854775807", "1e18", "0e0"]
  ) { bytes throws(BrokenRule) in
    guard let choice = bytes.first, let text = String(validating: bytes.dropFirst(), as: UTF8.self) else {
      return .refused
    }
    let gridDigits = [0, 6, 9, 12][Int(choice & 3)]
    let isExact = choice & 4 != 0
    let found = reading(of: text, gridDigits: gridDigits, isExact: isExact)
    let right = NaiveDecimal.readings(text, gridDigits: gridDigits, isExact: isExact)
    try BrokenRule.unless(
      right.contains(found), "\(text) on \(gridDigits) digits, exact \(isExact): \(found), not \(right)")
    guard case .steps(let steps) = found else { return .refused }
    try checkFormat(steps, gridDigits: gridDigits)
    return .accepted
  }

  private static func reading(of text: String, gridDigits: Int, isExact: Bool) -> NaiveDecimal.Reading {
    do throws(GridText.Failure) {
      let steps =
        isExact
        ? try GridText.parseExact(text, gridDigits: gridDigits)
        : try GridText.parse(text, gridDigits: gridDigits)
      return .steps(String(steps))
    } catch {
      switch error {
      case .notANumber: return .notANumber
      case .outOfRange: return .outOfRange
      case .tooPrecise: return .tooPrecise
      }
    }
  }

  /// What is written reads back as the same steps, and is the shortest plain text.
  private static func checkFormat(_ stepsText: String, gridDigits: Int) throws(BrokenRule) {
    guard let steps = Int64(stepsText) else { throw BrokenRule("\(stepsText) does not fit 64 bits") }
    let text = GridText.format(Int128(steps), gridDigits: gridDigits)
    try BrokenRule.unless(
      (try? GridText.parseExact(text, gridDigits: gridDigits)) == steps, "\(steps) is written as \(text)")
    let isShortest = !text.contains(".") || text.utf8.last != 0x30
    try BrokenRule.unless(
      isShortest && !text.contains("e") && text != "-0" && text.utf8.last != 0x2E, "\(text) is not plain")
  }
}
