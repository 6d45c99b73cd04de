import Billing
import StrictJSON

/// What AWS de-duplicates usage records by, read from a record's JSON: ours or its echo.
struct UsageRecordKey: Hashable, Sendable {
  /// Names of the buyer that the record gives, by their JSON key.
  let buyer: [String: String]
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
    var buyer: [String: String] = [:]
    for key in ["CustomerAWSAccountId", "CustomerIdentifier", "LicenseArn"] {
      if let text = record[key]?.string, !text.isEmpty { buyer[key] = text }
    }
    self.buyer = buyer
  }

  /// Whether an echo names this record: same dimension and hour, at least one name of the buyer in common,
  /// and none that differs. AWS may leave out or add names in its echo.
  func isNamed(by echo: UsageRecordKey) -> Bool {
    guard Self.isSame(dimension, echo.dimension), hour == echo.hour else { return false }
    let common = buyer.keys.filter { echo.buyer[$0] != nil }
    return !common.isEmpty && common.allSatisfy { Self.isSame(buyer[$0], echo.buyer[$0]) }
  }

  /// Byte for byte: Swift's own `==` takes texts as equal that only look the same.
  private static func isSame(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return false }
    return left.utf8.elementsEqual(right.utf8)
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
