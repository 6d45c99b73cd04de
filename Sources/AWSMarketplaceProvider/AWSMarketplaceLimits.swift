import Billing
import HTTPTransport

/// Every bound of AWS Marketplace metering, from the service model of botocore 1.44.5 (November 2026) and the
/// BatchMeterUsage reference.
enum AWSMarketplaceLimits {
  /// Usage records in one request.
  static let recordCountMax = 25
  /// Items put in flight by one commit: four requests. A commit writes its pages and waits for the disk, before and
  /// after the requests; after a crash as many more items are sent again, which AWS takes as records it knows.
  static let claimItemCountMax = 4 * recordCountMax
  /// Bytes of one request body. AWS refuses 1 MB and does not say which megabyte it means.
  static let requestByteCountMax = 900_000
  /// Usage allocations in one record.
  static let allocationCountMax = 2_500
  /// Requests a second, for each account and region.
  static let requestsPerSecondMax = 10
  /// Whole digits and six decimals: `QuantityAsDecimal` in millionths.
  static let decimalQuantityUnitsMax: Int128 = 9_999_999_999_999_999
  /// `Quantity`.
  static let integerQuantityMax: Int128 = 2_147_483_647
  /// Characters of an error's message that are kept.
  static let messageLengthMax = 300
  /// Digits of an AWS account id.
  static let accountIDLength = 12
  /// Characters of a dimension key.
  static let dimensionLengths = 1...255
  /// Characters of the legacy customer identifier.
  static let customerIdentifierLengths = 1...255
  /// Characters of a product code.
  static let productCodeLengths = 1...255
  /// Characters of a tag's key.
  static let tagKeyLengths = 1...100
  /// Characters of a tag's value.
  static let tagValueLengths = 1...256
  /// How long after its start an hour is accepted, unless configured otherwise. It was 6 hours before July
  /// 2026.
  static let acceptanceWindowHours: Int64 = 24
  /// Hour of the first day of a month, UTC, from which the month before is refused.
  static let monthCutHour: Int64 = 6
  /// AWS takes no signature whose instant is farther from its own clock than this.
  static let signatureSkewSecondsMax: Int64 = 900
  /// Farther from AWS's first date than this the machine's clock must be set.
  static let clockDifferenceSecondsMax = SendingTimes.clockDifferenceSecondsMax
  /// Characters of an answer's text that a reason for people repeats.
  static let quotedLengthMax = 255
  /// Bytes of an answer kept in a receipt.
  static let receiptExcerptByteCountMax = 2_048
  /// How deep an answer may be nested, and how long it may be: it echoes the request.
  static let answerByteCountMax = 4 << 20
  /// Bytes of one file of a trail, decompressed.
  static let trailByteCountMax = 256 << 20
  /// Within so many seconds CloudTrail has a call among its records.
  static let trailLagSeconds: Int64 = 900
  /// Bounds of one call.
  static let exchange = HTTPLimits(
    connectTimeoutMilliseconds: 5_000, totalTimeoutMilliseconds: 30_000,
    responseByteCountMax: answerByteCountMax)
}
