import Crypto

/// A private key of Ed25519: who holds it signs. It lies in a file that only its user may read.
package struct SigningKey: Sendable {
  private static let prefix = "ed25519-private:"
  private let key: Curve25519.Signing.PrivateKey

  /// A new key of the system's randomness.
  package init() { key = Curve25519.Signing.PrivateKey() }

  /// Reads `ed25519-private:BASE64` and at most one line break after it.
  package init(text: String) throws(SigningError) {
    let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
    // What is wrong with a private key is never told: it could repeat a part of it.
    guard line.hasPrefix(Self.prefix), let seed = Base64.decode(String(line.dropFirst(Self.prefix.count))),
      seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    else { throw .notAPrivateKey }
    self.key = key
  }

  /// `ed25519-private:BASE64`; nothing but the key's file may ever hold it.
  var text: String { Self.prefix + Base64.encode(Array(key.rawRepresentation)) }

  /// The public key that belongs to it.
  package var verificationKey: VerificationKey {
    VerificationKey(bytes: Array(key.publicKey.rawRepresentation))
  }

  /// Signs a message; `nil` when the system's cryptography fails.
  package func sign(_ message: [UInt8]) -> Signature? {
    (try? key.signature(for: message)).map { Signature(bytes: Array($0)) }
  }
}
