package import Billing
import Hashing

/// The deterministic identifier of a dispatch item: what a provider de-duplicates by.
package enum ItemIdentifier {
  private static let prefix = "ag1_"
  private static let digestCharacterCount = 40

  /// `ag1_` and 40 characters of Base32: SHA-256 over provider, series (account, mode or region, customer or licence,
  /// meter or dimension), bucket start and length, and revision. Never the quantity, never anything of an attempt; so
  /// the same bucket and revision have the same identifier for ever. 44 characters; Stripe takes 100.
  package static func identifier(of bucket: BucketKey, revision: Int) -> String {
    let head = head(of: SeriesKey(provider: bucket.provider, series: bucket.series))
    return identifier(head: head, start: bucket.start, hours: bucket.hours, revision: revision)
  }

  /// The first bytes that are hashed: all that the buckets of a series have alike.
  static func head(of series: SeriesKey) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in ["1", series.provider.name, series.series] { append(part, to: &bytes) }
    return bytes
  }

  /// The same identifier by the head of its series.
  static func identifier(head: [UInt8], start: UTCHour, hours: Int64, revision: Int) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head.count + 48)
    bytes += head
    append(String(start.index), to: &bytes)
    append(String(hours), to: &bytes)
    append(String(revision), to: &bytes)
    let digest = Digest256(of: bytes).bytes
    bytes.removeAll(keepingCapacity: true)
    bytes += prefix.utf8
    Base32.append(digest, to: &bytes)
    return String(decoding: bytes[..<(prefix.utf8.count + digestCharacterCount)], as: UTF8.self)
  }

  /// With its length before it, so that no two lists of parts give the same bytes.
  private static func append(_ part: String, to bytes: inout [UInt8]) {
    bytes += String(part.utf8.count).utf8
    bytes.append(UInt8(ascii: ":"))
    bytes += part.utf8
  }
}
