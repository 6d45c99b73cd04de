/// Walks JSON bytes value by value without building a tree. The caller keeps the bytes alive.
///
/// The scanner is the single definition of what JSON we accept: RFC 8259 grammar, valid UTF-8, no duplicate keys
/// (checked by whoever collects the members), bounded depth, numbers as text.
package struct JSONScanner {
  /// The document.
  @usableFromInline package let bytes: UnsafeBufferPointer<UInt8>
  /// The byte offset of the next unread byte.
  @usableFromInline package var position: Int

  /// Starts at `position`; offsets in errors count from the start of `bytes`.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// The next byte, unread, or `nil` at the end.
  @inlinable @inline(__always) package var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Skips space, tab, line feed and carriage return.
  @inlinable @inline(__always) package mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  /// Reads exactly `byte`, else says that `expected` belongs here.
  @inlinable @inline(__always) package mutating func take(_ byte: UInt8, expected: String) throws(JSONError) {
    guard position < bytes.count else { throw JSONError(.endedEarly, at: position) }
    guard bytes[position] == byte else { throw unexpected(expected) }
    position += 1
  }

  /// The error for the byte at hand.
  @usableFromInline package func unexpected(_ expected: String) -> JSONError {
    guard let byte = peek else { return JSONError(.endedEarly, at: position) }
    return JSONError(.unexpectedByte(byte, expected: expected), at: position)
  }

  /// Reads the letters of `true`, `false` or `null`.
  package mutating func takeWord(_ word: StaticString) throws(JSONError) {
    for index in 0..<word.utf8CodeUnitCount {
      try take(word.utf8Start[index], expected: "\(word)")
    }
  }

  /// Reads a number and answers the byte range of its text.
  package mutating func takeNumber() throws(JSONError) -> Range<Int> {
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    if peek == UInt8(ascii: "0") { position += 1 } else { try takeDigits() }
    if peek == UInt8(ascii: ".") {
      position += 1
      try takeDigits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      try takeDigits()
    }
    return start..<position
  }

  private mutating func takeDigits() throws(JSONError) {
    guard let first = peek, Self.isDigit(first) else { throw unexpected("a digit") }
    while let byte = peek, Self.isDigit(byte) { position += 1 }
  }

  @inline(__always) private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Reads a string, quotes included, and answers the byte range between the quotes and whether it is plain: ASCII
  /// without escapes, so that the bytes are the text. A string that is not plain is only known to be valid once
  /// it was unescaped.
  package mutating func takeStringRange() throws(JSONError) -> (range: Range<Int>, isPlain: Bool) {
    try take(UInt8(ascii: "\""), expected: "a string")
    let start = position
    var isPlain = true
    while true {
      skipPlainText()
      guard position < bytes.count else { throw JSONError(.endedEarly, at: bytes.count) }
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return (start..<position - 1, isPlain)
      }
      if byte < 0x20 { throw unexpected("an escaped control character") }
      isPlain = false
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
  }

  /// Moves to the next quote, backslash, control character or byte beyond ASCII, eight bytes at a time.
  @inline(__always) private mutating func skipPlainText() {
    while position + 8 <= bytes.count {
      let word = UInt64(
        littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let special = Self.specialBytes(in: word)
      if special != 0 {
        position += special.trailingZeroBitCount >> 3
        return
      }
      position += 8
    }
    while position < bytes.count {
      let byte = bytes[position]
      if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
      position += 1
    }
  }

  /// The high bit of each byte that ends plain text; bits above the lowest one set may be wrong (borrows), the
  /// lowest never is.
  @inline(__always) private static func specialBytes(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let isQuote = (quote &- ones) & ~quote
    let isBackslash = (backslash &- ones) & ~backslash
    let isControl = (word &- ones &* 0x20) & ~word
    return (isQuote | isBackslash | isControl | word) & (ones &* 0x80)
  }

  /// Reads a string and unescapes it.
  package mutating func takeString() throws(JSONError) -> String {
    let (range, isPlain) = try takeStringRange()
    let content = UnsafeBufferPointer(rebasing: bytes[range])
    if isPlain { return String(decoding: content, as: UTF8.self) }
    return try JSONText.unescape(content, at: range.lowerBound)
  }
}
