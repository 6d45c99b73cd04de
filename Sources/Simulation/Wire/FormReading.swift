/// Reads `application/x-www-form-urlencoded` as a server does, apart from what the adapter writes it with.
enum FormReading {
  /// The fields by name; `nil` when the bytes are no form, or when a name comes twice.
  static func fields(_ bytes: some Sequence<UInt8>) -> [String: String]? {
    var fields: [String: String] = [:]
    for pair in Array(bytes).split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
      guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), let name = text(pair[..<equals]),
        let value = text(pair[(equals + 1)...]), fields.updateValue(value, forKey: name) == nil
      else { return nil }
    }
    return fields
  }

  private static func text(_ part: ArraySlice<UInt8>) -> String? {
    var bytes: [UInt8] = []
    var place = part.startIndex
    while place < part.endIndex {
      switch part[place] {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard place + 2 < part.endIndex, let high = digit(part[place + 1]), let low = digit(part[place + 2])
        else { return nil }
        bytes.append(high << 4 | low)
        place += 2
      default: bytes.append(part[place])
      }
      place += 1
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 0x37
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 0x57
    default: nil
    }
  }
}
