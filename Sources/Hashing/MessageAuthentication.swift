import Crypto

/// HMAC-SHA-256 (RFC 2104), as AWS Signature Version 4 chains it.
package enum MessageAuthentication {
  /// The 32-byte authentication code of `message` under `key`.
  package static func code(for message: some Sequence<UInt8>, key: some Sequence<UInt8>) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(message), using: SymmetricKey(data: Array(key))))
  }
}
