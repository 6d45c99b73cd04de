/// Every bound the Stripe side enforces, from Stripe's OpenAPI file and documentation.
enum StripeLimits {
  static let eventNameLengthMax = 100
  static let identifierLengthMax = 100
  static let payloadValueLengthMax = 100
  static let idempotencyKeyLengthMax = 255
  static let significantDigitsMax = 15
  /// An event may be stamped up to 35 days in the past.
  static let pastSecondsMax: Int64 = 35 * UTC.daySeconds
  /// An event may be stamped up to five minutes in the future.
  static let futureSecondsMax: Int64 = 300
  /// Identifiers are unique, idempotency keys are kept and events may be cancelled for this long.
  static let rollingSeconds: Int64 = UTC.daySeconds
  /// Asynchronous failures are reported per window of this length, once it is over.
  static let errorReportWindowSeconds: Int64 = 10
  static let pageLengthDefault = 10
  static let pageLengthMax = 100
}
