/// Why a key or a signature cannot be used.
package enum SigningError: Error, Hashable, Sendable {
  /// A text that is no public key.
  case notAPublicKey(found: String)
  /// A text that is no private key; what stands there is not repeated.
  case notAPrivateKey
  /// A text that is no signature.
  case notASignature
  /// A private key's file that others may read.
  case keyIsExposed(path: String, mode: String)
  /// A private key's file that is there already.
  case keyExists(path: String)
  /// A file that cannot be read.
  case cannotRead(path: String, detail: String)
  /// A file that cannot be written.
  case cannotWrite(path: String, detail: String)
}

extension SigningError: CustomStringConvertible {
  /// What was found, what is accepted, what to do.
  package var description: String {
    switch self {
    case .notAPublicKey(let found):
      "found \(found); accepted: ed25519: and 44 characters of Base64; copy the line that `replays keygen` printed"
    case .notAPrivateKey:
      "the file holds no private key; accepted: one line of ed25519-private: and 44 characters of Base64; make one "
        + "with `replays keygen`"
    case .notASignature:
      "the file holds no signature; accepted: 88 characters of Base64; sign again with `replays sign`"
    case .keyIsExposed(let path, let mode):
      "\(path) has mode \(mode); accepted: a file of this user with mode 600; run chmod 600 on it, and replace the key "
        + "if others may have read it"
    case .keyExists(let path):
      "\(path) is there already; accepted: a new file; name another one, so that no key is lost"
    case .cannotRead(let path, let detail): "\(path) cannot be read: \(detail)"
    case .cannotWrite(let path, let detail): "\(path) cannot be written: \(detail)"
    }
  }
}
