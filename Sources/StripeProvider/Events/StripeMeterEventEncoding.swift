import Billing
import Hashing

/// Makes the body of `POST /v1/billing/meter_events` of a bucket. Pure: equal buckets give equal bytes.
enum StripeMeterEventEncoding {
  /// The frozen bytes of a bucket by itself; whoever freezes many keeps the route's `StripeEventForm`.
  static func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    try StripeEventForm(bucket.address).freeze(bucket)
  }

  /// When an event of that bucket says it happened.
  static func timestamp(of bucket: BucketKey) -> Instant {
    bucket.start.start.adding(seconds: StripeLimits.timestampOffsetSeconds)
  }
}

/// What all events of a route have alike, checked and written once: a route has an event for every hour, and its
/// address took longer to read than the rest of an event to write.
struct StripeEventForm {
  /// The route's address that the form was made of.
  let address: [String: String]
  /// The address, read and checked.
  let parts: StripeEventAddress
  /// From `event_name=` to the `=` before the value.
  private let head: [UInt8]

  init(_ address: [String: String]) throws(FreezeError) {
    self.address = address
    parts = try StripeEventAddress(address)
    var bytes = FormEncoding.encode([
      .init("event_name", parts.eventName), .init("payload", key: parts.customerKey, parts.customer),
    ])
    bytes.append(UInt8(ascii: "&"))
    FormEncoding.appendName("payload", key: parts.valueKey, to: &bytes)
    head = bytes
  }

  /// The frozen bytes. The timestamp is always there: without it Stripe would take the time of receipt, and usage
  /// could move to another invoice.
  func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    try Self.checkValue(bucket.valueText)
    precondition(
      (1...StripeLimits.identifierLengthMax).contains(bucket.itemID.utf8.count),
      "an identifier has 1 to 100 characters")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head.count + bucket.valueText.utf8.count + bucket.itemID.utf8.count + 48)
    bytes += head
    FormEncoding.appendQuoted(bucket.valueText, to: &bytes)
    bytes += "&identifier=".utf8
    FormEncoding.appendQuoted(bucket.itemID, to: &bytes)
    bytes += "&timestamp=".utf8
    let timestamp = StripeMeterEventEncoding.timestamp(of: bucket.key)
    GridText.append(Int128(timestamp.epochSeconds), gridDigits: 0, to: &bytes)
    return FrozenPayload(bytes: bytes, digest: Digest256(of: bytes).hex, batchKey: bucket.key.series)
  }

  /// Plain decimal with at most 15 significant digits: Stripe adds values up as binary fractions, and refuses more
  /// digits since version 2026-04-22.dahlia. Leading zeros do not count, trailing ones do.
  private static func checkValue(_ text: String) throws(FreezeError) {
    var (digitCount, digitsSincePoint, pointCount) = (0, 0, 0)
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where index == 0: break
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digitsSincePoint += 1
        if byte != UInt8(ascii: "0") || digitCount > 0 { digitCount += 1 }
      case UInt8(ascii: ".") where digitsSincePoint > 0 && pointCount == 0:
        (digitsSincePoint, pointCount) = (0, 1)
      default: throw .valueOutOfRange("the value \(text) is not a plain decimal")
      }
    }
    guard digitsSincePoint > 0 else {
      throw .valueOutOfRange("the value \(text) is not a plain decimal")
    }
    guard digitCount <= StripeLimits.significantDigitsMax else {
      throw .valueOutOfRange(
        "the value \(text) has \(digitCount) digits; Stripe takes \(StripeLimits.significantDigitsMax): "
          + "choose a larger unit for this meter")
    }
  }
}
