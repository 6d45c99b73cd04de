import Crypto

/// SHA-256 over bytes that come in pieces.
package struct RunningDigest256 {
  private var hash = SHA256()

  /// The digest of nothing yet.
  package init() {}

  /// Takes the next piece.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
  }

  /// The digest of everything taken so far.
  package var digest: Digest256 {
    guard let digest = Digest256(bytes: Array(hash.finalize())) else {
      preconditionFailure("SHA-256 has 32 bytes")
    }
    return digest
  }

  /// The first 16 bytes of the SHA-256 of `bytes` as two big-endian halves, without any copy.
  package static func prefix128(of bytes: UnsafeBufferPointer<UInt8>) -> (high: UInt64, low: UInt64) {
    var hash = SHA256()
    unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
    return hash.finalize().withUnsafeBytes {
      (
        UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }
}
