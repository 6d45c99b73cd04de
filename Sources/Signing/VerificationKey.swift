import Crypto

/// A public key of Ed25519 (RFC 8032): anyone may hold it, and tell by it who signed.
package struct VerificationKey: Hashable, Sendable {
  private static let prefix = "ed25519:"
  /// The 32 bytes of the key.
  private let bytes: [UInt8]

  init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "an Ed25519 key has 32 bytes")
    self.bytes = bytes
  }

  /// Reads `ed25519:BASE64`.
  package init(text: String) throws(SigningError) {
    guard text.hasPrefix(Self.prefix), let bytes = Base64.decode(String(text.dropFirst(Self.prefix.count))),
      bytes.count == 32
    else { throw .notAPublicKey(found: "\"\(text.prefix(80))\"") }
    self.bytes = bytes
  }

  /// `ed25519:BASE64`, as settings hold it.
  package var text: String { Self.prefix + Base64.encode(bytes) }

  /// Whether the key's owner signed the message.
  package func verifies(_ signature: Signature, of message: [UInt8]) -> Bool {
    // Bytes that are no point of the curve verify nothing.
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
    return key.isValidSignature(signature.bytes, for: message)
  }
}
