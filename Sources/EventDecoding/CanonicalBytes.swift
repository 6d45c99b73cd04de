import Hashing
import Billing

/// The bytes a digest is taken over: every part carries its own length, so that no two contents give the same bytes.
/// The encodings are part of what stores hold for ever; docs/decisions/0005-derived-usage-id.md is their description.
struct CanonicalBytes {
  private(set) var bytes: [UInt8] = []

  /// Starts over and keeps the memory.
  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  /// A tag or another single byte.
  mutating func append(tag: Unicode.Scalar) { bytes.append(UInt8(ascii: tag)) }

  /// A count as four bytes, big-endian.
  mutating func append(count: Int) {
    let count = UInt32(clamping: count)
    bytes.append(UInt8(truncatingIfNeeded: count >> 24))
    bytes.append(UInt8(truncatingIfNeeded: count >> 16))
    bytes.append(UInt8(truncatingIfNeeded: count >> 8))
    bytes.append(UInt8(truncatingIfNeeded: count))
  }

  /// UTF-8 behind its count.
  mutating func append(text: UnsafeBufferPointer<UInt8>) {
    append(count: text.count)
    bytes.append(contentsOf: text)
  }

  /// The same for a string.
  mutating func append(text: String) {
    var text = text
    text.withUTF8 { append(text: $0) }
  }

  /// UTF-8 alone.
  mutating func append(rawText text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  /// UTF-8 alone.
  mutating func append(rawText text: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: text) }

  /// Bytes that were made canonical before.
  mutating func append(bytes other: [UInt8]) { bytes.append(contentsOf: other) }

  /// A value as eight bytes, big-endian, two's complement.
  mutating func append(integer: Int64) {
    withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// A value that may be absent: one byte that says so, then the value.
  mutating func append(optional integer: Int64?) {
    bytes.append(integer == nil ? 0 : 1)
    if let integer { append(integer: integer) }
  }

  /// The first 16 bytes of the SHA-256.
  var key: EventKey {
    let (high, low) = bytes.withUnsafeBufferPointer { RunningDigest256.prefix128(of: $0) }
    return EventKey(high: high, low: low)
  }
}
