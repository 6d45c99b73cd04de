import Crypto

/// A SHA-256 digest: 32 bytes, compared and ordered bytewise.
package struct Digest256: Hashable, Sendable {
  /// The 32 digest bytes.
  package let bytes: [UInt8]

  /// The SHA-256 of `content`.
  package init(of content: [UInt8]) {
    var hash = SHA256()
    content.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    bytes = hash.finalize().withUnsafeBytes { unsafe Array($0) }
  }

  /// The SHA-256 of the UTF-8 bytes of `text`.
  package init(of text: String) {
    self.init(of: Array(text.utf8))
  }

  /// Adopts a digest that was computed or stored elsewhere; `nil` unless it is exactly 32 bytes long.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// 64 lower-case hexadecimal digits.
  package var hex: String { Hexadecimal.encode(bytes) }
}
