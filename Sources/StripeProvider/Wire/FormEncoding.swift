/// `application/x-www-form-urlencoded` exactly as Stripe's own libraries write it: brackets of nested names stand as
/// they are, a space is `+`, `~` stands as it is, everything else outside letters, digits, `_`, `.` and `-` is
/// percent-encoded UTF-8 with capital hexadecimal digits.
enum FormEncoding {
  /// One field. `payload[value]` has the name `payload` and the key `value`.
  struct Field: Hashable {
    let name: String
    let key: String?
    let value: String

    init(_ name: String, key: String? = nil, _ value: String) {
      self.name = name
      self.key = key
      self.value = value
    }
  }

  /// The fields in the order given.
  static func encode(_ fields: [Field]) -> [UInt8] {
    let pairs = fields.map { field in
      let key = field.key.map { "[\(quoted($0))]" } ?? ""
      return "\(quoted(field.name))\(key)=\(quoted(field.value))"
    }
    return Array(pairs.joined(separator: "&").utf8)
  }

  /// The fields of bytes this adapter froze earlier; `nil` when the bytes are no such form.
  static func decode(_ bytes: [UInt8]) -> [Field]? {
    var fields: [Field] = []
    for pair in bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
      let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, let value = unquoted(sides[1]) else { return nil }
      var name = sides[0]
      var key: String?
      if let open = name.firstIndex(of: UInt8(ascii: "[")) {
        guard name.last == UInt8(ascii: "]"),
          let inner = unquoted(name[name.index(after: open)..<name.index(before: name.endIndex)])
        else { return nil }
        key = inner
        name = name[..<open]
      }
      guard let plainName = unquoted(name) else { return nil }
      fields.append(Field(plainName, key: key, value))
    }
    return fields
  }

  private static func quoted(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "~"):
        out.append(byte)
      case UInt8(ascii: " "): out.append(UInt8(ascii: "+"))
      default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func unquoted(_ bytes: ArraySlice<UInt8>) -> String? {
    var out: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): out.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst(), let low = rest.popFirst(),
          let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
        else { return nil }
        out.append(value)
      default: out.append(byte)
      }
    }
    return String(validating: out, as: UTF8.self)
  }
}
