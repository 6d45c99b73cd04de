/// A detached signature of Ed25519.
package struct Signature: Hashable, Sendable {
  /// Its 64 bytes.
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads 88 characters of Base64 and at most one line break after them.
  package init(text: String) throws(SigningError) {
    let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
    guard let bytes = Base64.decode(line), bytes.count == 64 else { throw .notASignature }
    self.bytes = bytes
  }

  /// Base64, without a line break.
  package var text: String { Base64.encode(bytes) }
}
