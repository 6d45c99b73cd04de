/// What a value must be, and what to do when it is not: the two sentences every refusal of that value ends with.
struct Expectation {
  let accepted: String
  let remedy: String

  init(_ accepted: String, _ remedy: String) {
    self.accepted = accepted
    self.remedy = remedy
  }
}

extension Expectation {
  static let section = Expectation("a section of keys", "indent its keys below it, one a line")
  static let list = Expectation("a list", "write one entry a line, each after a dash")
  static let text = Expectation("a text", "write one value after the colon")
  static let boolean = Expectation("true or false", "write true or false, without quotes")
  static let identifier = Expectation(
    "a name of 1 to 128 bytes without control characters or blanks at its ends",
    "retype the name; a copied one may hold an invisible character")
  static let currency = Expectation(
    "an ISO 4217 code of three upper-case letters", "write the code, for example USD")
  static let duration = Expectation(
    "a whole number with s, m, h or d, for example 90m", "write the time with its unit, for example 1h")
  static let hour = Expectation(
    "a day 2026-11-20, an hour 2026-11-20T03, or an instant on the full hour with a zone",
    "write the day it begins, in UTC, for example 2026-11-01")
  static let instant = Expectation(
    "a day 2026-11-20 or an instant with a zone, 2026-11-20T00:00:00Z",
    "write the instant in UTC, for example 2026-11-01T00:00:00Z")
  static let amount = Expectation(
    "a plain decimal number of at least 0",
    "write digits and a point only, without sign, blanks or separators")
  static let positive = Expectation(
    "a plain decimal number above 0", "write digits and a point only, without sign, blanks or separators")
  static let rate = Expectation(
    "a price per unit of at least 0 with up to 12 digits after the point",
    "write digits and a point only, for example 2.50")
  static let share = Expectation(
    "a share from 0 % to 100 %, exact to 12 digits after the point", "write it as 20% or as 0.20")
  static let webAddress = Expectation(
    "https://HOST, or http:// on this machine (127.0.0.1, localhost, [::1])",
    "write the address with https://, without query or credentials")
  static let providers = Expectation(
    "a list of stripe and aws", "name the billing targets, for example [stripe, aws]")

  static func number(_ range: ClosedRange<Int>) -> Expectation {
    Expectation(
      "a whole number from \(range.lowerBound) to \(range.upperBound)", "write digits only, within the range")
  }

  static func oneOf(_ words: [String]) -> Expectation {
    Expectation(words.joined(separator: ", "), "choose one of these words")
  }
}
