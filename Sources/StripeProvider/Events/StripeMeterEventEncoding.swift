import Billing
import Hashing

/// Makes the body of `POST /v1/billing/meter_events` of a bucket. Pure: equal buckets give equal bytes.
enum StripeMeterEventEncoding {
  /// The frozen bytes. The timestamp is always there: without it Stripe would take the time of receipt, and usage
  /// could move to another invoice.
  static func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    let address = try StripeEventAddress(bucket.address)
    try checkValue(bucket.valueText)
    precondition(
      (1...StripeLimits.identifierLengthMax).contains(bucket.itemID.utf8.count),
      "an identifier has 1 to 100 characters")
    let bytes = FormEncoding.encode([
      .init("event_name", address.eventName),
      .init("payload", key: address.customerKey, address.customer),
      .init("payload", key: address.valueKey, bucket.valueText),
      .init("identifier", bucket.itemID),
      .init("timestamp", String(timestamp(of: bucket.key).epochSeconds)),
    ])
    return FrozenPayload(bytes: bytes, digest: Digest256(of: bytes).hex, batchKey: bucket.key.series)
  }

  /// When an event of that bucket says it happened.
  static func timestamp(of bucket: BucketKey) -> Instant {
    bucket.start.start.adding(seconds: StripeLimits.timestampOffsetSeconds)
  }

  /// Plain decimal with at most 15 significant digits: Stripe adds values up as binary fractions, and refuses more
  /// digits since version 2026-04-22.dahlia. Leading zeros do not count, trailing ones do.
  private static func checkValue(_ text: String) throws(FreezeError) {
    let magnitude = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = magnitude.split(separator: ".", omittingEmptySubsequences: false)
    let isPlain =
      (1...2).contains(parts.count)
      && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    guard isPlain else { throw .valueOutOfRange("the value \(text) is not a plain decimal") }
    let digitCount = parts.joined().drop { $0 == "0" }.count
    guard digitCount <= StripeLimits.significantDigitsMax else {
      throw .valueOutOfRange(
        "the value \(text) has \(digitCount) digits; Stripe takes \(StripeLimits.significantDigitsMax): "
          + "choose a larger unit for this meter")
    }
  }
}
