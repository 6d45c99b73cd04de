/// Unescaping and escaping of JSON string content.
enum JSONText {
  /// The text between the quotes; refuses invalid UTF-8, unknown escapes and lone surrogates.
  static func unescape(_ content: UnsafeBufferPointer<UInt8>, at offset: Int) throws(JSONError) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(content.count)
    var index = 0
    while index < content.count {
      let byte = content[index]
      if byte != UInt8(ascii: "\\") {
        out.append(byte)
        index += 1
        continue
      }
      guard index + 1 < content.count else { throw JSONError(.endedEarly, at: offset + index) }
      if content[index + 1] == UInt8(ascii: "u") {
        index = try appendUnicode(content, index, offset, to: &out)
      } else {
        out.append(try simpleEscape(content[index + 1], at: offset + index + 1))
        index += 2
      }
    }
    guard let text = String(validating: out, as: UTF8.self) else { throw JSONError(.invalidText, at: offset) }
    return text
  }

  private static func simpleEscape(_ byte: UInt8, at offset: Int) throws(JSONError) -> UInt8 {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return byte
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    default: throw JSONError(.unexpectedByte(byte, expected: "one of \" \\ / b f n r t u"), at: offset)
    }
  }

  private static func appendUnicode(
    _ content: UnsafeBufferPointer<UInt8>, _ index: Int, _ offset: Int, to out: inout [UInt8]
  ) throws(JSONError) -> Int {
    let first = try codeUnit(content, index, offset)
    if first < 0xD800 || first > 0xDFFF {
      append(UInt32(first), to: &out)
      return index + 6
    }
    guard first < 0xDC00, index + 7 < content.count, content[index + 6] == UInt8(ascii: "\\"),
      content[index + 7] == UInt8(ascii: "u")
    else { throw JSONError(.invalidText, at: offset + index) }
    let second = try codeUnit(content, index + 6, offset)
    guard (0xDC00...0xDFFF).contains(second) else { throw JSONError(.invalidText, at: offset + index) }
    append(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00), to: &out)
    return index + 12
  }

  private static func codeUnit(
    _ content: UnsafeBufferPointer<UInt8>, _ index: Int, _ offset: Int
  ) throws(JSONError) -> UInt16 {
    guard index + 6 <= content.count else { throw JSONError(.endedEarly, at: offset + index) }
    var value: UInt16 = 0
    for position in index + 2..<index + 6 {
      guard let digit = Character(UnicodeScalar(content[position])).hexDigitValue, content[position] < 0x80
      else {
        throw JSONError(
          .unexpectedByte(content[position], expected: "a hexadecimal digit"), at: offset + position)
      }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  private static func append(_ scalarValue: UInt32, to out: inout [UInt8]) {
    guard let scalar = UnicodeScalar(scalarValue) else { preconditionFailure("surrogates were refused") }
    out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  /// Appends `text` in quotes; control characters, quote and backslash are escaped, all else stays UTF-8.
  static func appendQuoted(_ text: String, to out: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
      case 0x0A: out += Array("\\n".utf8)
      case 0x0D: out += Array("\\r".utf8)
      case 0x09: out += Array("\\t".utf8)
      case 0..<0x20, 0x7F: out += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
