/// Whether bytes are the JSON we accept, told with a stack of our own and no recursion, so that it shares nothing with
/// the reader it checks.
struct NaiveJSON {
  private enum Place { case array, object(keys: Set<[UInt8]>) }
  private enum Wanted { case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd, nothing }

  private let bytes: [UInt8]
  private var position = 0
  private var stack: [Place] = []
  private var wanted = Wanted.value

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func accepts(_ bytes: [UInt8], depthMax: Int) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var reader = NaiveJSON(bytes)
    while reader.position < bytes.count {
      if [0x20, 0x09, 0x0A, 0x0D].contains(bytes[reader.position]) {
        reader.position += 1
      } else if !reader.step() || reader.stack.count > depthMax {
        return false
      }
    }
    if case .nothing = reader.wanted { return true }
    return false
  }

  private mutating func step() -> Bool {
    let byte = UnicodeScalar(bytes[position])
    switch (wanted, byte) {
    case (.valueOrEnd, "]"), (.keyOrEnd, "}"): return close()
    case (.commaOrEnd, "]"): if case .array? = stack.last { return close() } else { return false }
    case (.commaOrEnd, "}"): if case .object? = stack.last { return close() } else { return false }
    case (.commaOrEnd, ","):
      if case .array? = stack.last { wanted = .value } else { wanted = .key }
    case (.colon, ":"): wanted = .value
    case (.key, "\""), (.keyOrEnd, "\""): return takeKey()
    case (.value, _), (.valueOrEnd, _): return takeValue(byte)
    default: return false
    }
    position += 1
    return true
  }

  private mutating func close() -> Bool {
    position += 1
    stack.removeLast()
    wanted = stack.isEmpty ? .nothing : .commaOrEnd
    return true
  }

  private mutating func takeKey() -> Bool {
    guard let key = takeString(), case .object(var keys)? = stack.popLast(), keys.insert(key).inserted else {
      return false
    }
    stack.append(.object(keys: keys))
    wanted = .colon
    return true
  }

  private mutating func takeValue(_ byte: UnicodeScalar) -> Bool {
    switch byte {
    case "{", "[":
      stack.append(byte == "[" ? .array : .object(keys: []))
      wanted = byte == "[" ? .valueOrEnd : .keyOrEnd
      position += 1
      return true
    case "\"": guard takeString() != nil else { return false }
    case "t", "f", "n":
      let word = Array((byte == "t" ? "true" : byte == "f" ? "false" : "null").utf8)
      guard bytes[position...].starts(with: word) else { return false }
      position += word.count
    default:
      let end = bytes[position...].firstIndex { !"+-.eE0123456789".utf8.contains($0) } ?? bytes.count
      guard NaiveDecimal(String(decoding: bytes[position..<end], as: UTF8.self)) != nil else { return false }
      position = end
    }
    wanted = stack.isEmpty ? .nothing : .commaOrEnd
    return true
  }

  /// The unescaped bytes, surrogate halves still as they were written; `nil` for no string.
  private mutating func takeString() -> [UInt8]? {
    position += 1
    var units: [UInt16] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch UnicodeScalar(byte) {
      case "\"":
        let text = String(decoding: units, as: UTF16.self)
        return Array(text.utf16) == units ? Array(text.utf8) : nil
      case "\\": guard let unit = takeEscape() else { return nil }; units.append(unit)
      case "\u{0}"..<" ": return nil
      default:
        var end = position
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        units += Array(String(decoding: bytes[position - 1..<end], as: UTF8.self).utf16)
        position = end
      }
    }
    return nil
  }

  private mutating func takeEscape() -> UInt16? {
    guard position < bytes.count else { return nil }
    let byte = UnicodeScalar(bytes[position])
    position += 1
    let plain: [UnicodeScalar: UInt16] = [
      "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
    ]
    guard byte == "u" else { return plain[byte] }
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ "0123456789abcdefABCDEF".utf8.contains($0) }) else {
      return nil
    }
    position += 4
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
