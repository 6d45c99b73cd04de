package import Billing
import Hashing

/// The deterministic identifier of a dispatch item: what a provider de-duplicates by.
package enum ItemIdentifier {
  /// `ag1_` and 40 characters of Base32: SHA-256 over provider, series (account, mode or region, customer or licence,
  /// meter or dimension), bucket start and length, and revision. Never the quantity, never anything of an attempt; so
  /// the same bucket and revision have the same identifier for ever. 44 characters; Stripe takes 100.
  package static func identifier(of bucket: BucketKey, revision: Int) -> String {
    let parts = [
      "1", bucket.provider.name, bucket.series, String(bucket.start.index), String(bucket.hours),
      String(revision),
    ]
    var bytes: [UInt8] = []
    for part in parts {
      bytes += Array("\(part.utf8.count):".utf8)
      bytes += Array(part.utf8)
    }
    return "ag1_" + Base32.encode(Digest256(of: bytes).bytes).prefix(40)
  }
}
