import Billing
import StrictJSON

/// What AWS de-duplicates usage records by, read from a record's JSON: ours or its echo.
struct UsageRecordKey: Sendable {
  /// Names of the buyer that the record gives, each kind in its place; `nil` for one it does not give.
  private let buyer: (account: String?, customer: String?, licence: String?)
  /// The dimension's key.
  let dimension: String
  /// The hour that holds its timestamp.
  let hour: UTCHour

  /// `nil` when `record` is not a usage record.
  init?(_ record: JSONValue) {
    guard let dimension = record["Dimension"]?.string, let timestamp = record["Timestamp"],
      let instant = Self.instant(timestamp)
    else { return nil }
    self.dimension = dimension
    hour = instant.hour
    buyer = (
      Self.name(record["CustomerAWSAccountId"]), Self.name(record["CustomerIdentifier"]),
      Self.name(record["LicenseArn"])
    )
  }

  /// Whether it gives any name of the buyer.
  var namesBuyer: Bool { (buyer.account ?? buyer.customer ?? buyer.licence) != nil }
  /// Whether it gives the licence.
  var namesLicence: Bool { buyer.licence != nil }

  private static func name(_ value: JSONValue?) -> String? {
    guard let text = value?.string, !text.isEmpty else { return nil }
    return text
  }

  /// Whether an echo names this record: same dimension and hour, at least one name of the buyer in common,
  /// and none that differs. AWS may leave out or add names in its echo.
  func isNamed(by echo: UsageRecordKey) -> Bool {
    // Of what an answer lists nearly everything is told apart by its hour or a name.
    guard hour == echo.hour else { return false }
    let account = Self.isSame(buyer.account, echo.buyer.account)
    let customer = Self.isSame(buyer.customer, echo.buyer.customer)
    let licence = Self.isSame(buyer.licence, echo.buyer.licence)
    guard account != false, customer != false, licence != false else { return false }
    return (account ?? customer ?? licence) != nil && Self.isSame(dimension, echo.dimension) == true
  }

  /// Byte for byte: Swift's own `==` takes texts as equal that only look the same, so all it tells is that two differ.
  /// `nil` when one of them is not given.
  private static func isSame(_ left: String?, _ right: String?) -> Bool? {
    guard let left, let right else { return nil }
    return left == right && left.utf8.elementsEqual(right.utf8)
  }

  /// Whole or fractional epoch seconds, plain or scientific (`1.795284E9`), or ISO 8601 text.
  private static func instant(_ value: JSONValue) -> Instant? {
    if let text = value.string { return Instant(text: text) }
    // An echo whose time is no number is none of ours, whatever it holds instead: callers report it as foreign.
    guard let text = value.number, let microseconds = try? GridText.parse(text, gridDigits: 6) else {
      return nil
    }
    return Instant(microseconds: microseconds)
  }
}
