/// Every bound the AWS side enforces, from the BatchMeterUsage service model and its documentation.
enum MarketplaceLimits {
  static let recordCountMax = 25
  /// A request must be smaller than this many bytes.
  static let requestByteCountLimit = 1 << 20
  static let allocationCountMax = 2_500
  static let tagCountMax = 5
  static let tagKeyLengthMax = 100
  static let tagValueLengthMax = 256
  static let dimensionLengthMax = 255
  static let customerLengthMax = 255
  static let productCodeLengthMax = 255
  static let quantityIntegerMax = 2_147_483_647
  static let quantityTextLengthMax = 17
  static let licenseResourceLengthMax = 1_024
  /// Usage is refused when it is this old or older.
  static let ageSecondsLimit: Int64 = 24 * UTC.hourSeconds
  /// Usage of a month is refused from this long after the month's end.
  static let monthEndGraceSeconds: Int64 = 6 * UTC.hourSeconds
  /// How far a signature's date may be from the service's clock.
  static let clockSkewSecondsMax: Int64 = 300
  /// Requests a second, per account and region.
  static let requestsPerSecond: UInt64 = 10
}
