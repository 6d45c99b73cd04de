import Billing
import Hashing

/// What rows are decoded for.
package enum EventDecodingPurpose: Sendable {
  /// Posting: keys and digests are SHA-256, which the ledger keeps, and the raw bytes are compressed.
  case posting
  /// Metering in memory alone: nothing is kept, so fingerprints suffice and no raw bytes are needed.
  case metering
}

/// How keys of de-duplication and digests of contents are made.
enum RowDigesting: Sendable {
  case sha256
  case fingerprint(SeededFingerprint)

  /// The key of a usage id.
  func key(of usageID: UnsafeBufferPointer<UInt8>) -> EventKey {
    switch self {
    case .sha256:
      let (high, low) = RunningDigest256.prefix128(of: usageID)
      return EventKey(high: high, low: low)
    case .fingerprint(let fingerprint):
      let (high, low) = fingerprint.of(usageID)
      return EventKey(high: high, low: low)
    }
  }
}
