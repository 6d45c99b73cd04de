/// Why bytes are not the JSON we accept, and at which byte offset from the start of the document.
package struct JSONError: Error, Hashable, Sendable {
  /// The rule that was broken.
  package enum Reason: Hashable, Sendable {
    /// The document ended inside a value.
    case endedEarly
    /// A byte stands where the grammar wants something else; `expected` says what.
    case unexpectedByte(UInt8, expected: String)
    /// A second member of the same name in one object.
    case duplicateKey(String)
    /// Arrays and objects are nested deeper than the limit.
    case tooDeep(limit: Int)
    /// The document is longer than the limit.
    case tooLong(limitBytes: Int)
    /// A string is not valid UTF-8, or escapes half of a surrogate pair.
    case invalidText
    /// Bytes follow the value.
    case trailingBytes
  }
  /// The rule that was broken.
  package let reason: Reason
  /// Zero-based byte offset in the document.
  package let offset: Int

  /// An error at a byte offset.
  package init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension JSONError: CustomStringConvertible {
  /// One line a person can act on.
  package var description: String { "not strict JSON at byte \(offset): \(reason.sentence)" }
}

extension JSONError.Reason {
  /// The reason in plain words.
  package var sentence: String {
    switch self {
    case .endedEarly: "the document ends inside a value"
    case .unexpectedByte(let byte, let expected): "found \(Self.shown(byte)) where \(expected) belongs"
    case .duplicateKey(let key): "the key \"\(key)\" appears twice in one object"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .tooLong(let limitBytes): "longer than \(limitBytes) bytes"
    case .invalidText: "a string is not valid UTF-8 or holds half a surrogate pair"
    case .trailingBytes: "bytes follow the value"
    }
  }

  private static func shown(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte) ? "'\(Character(UnicodeScalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
  }
}
