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
    var bytes: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: "&")) }
      appendName(field.name, key: field.key, to: &bytes)
      appendQuoted(field.value, to: &bytes)
    }
    return bytes
  }

  /// `name=` or `name[key]=`.
  static func appendName(_ name: String, key: String? = nil, to bytes: inout [UInt8]) {
    appendQuoted(name, to: &bytes)
    if let key {
      bytes.append(UInt8(ascii: "["))
      appendQuoted(key, to: &bytes)
      bytes.append(UInt8(ascii: "]"))
    }
    bytes.append(UInt8(ascii: "="))
  }

  /// A name, a key or a value.
  static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      case UInt8(ascii: " "): bytes.append(UInt8(ascii: "+"))
      default: bytes += [UInt8(ascii: "%"), hexadecimalDigit(byte >> 4), hexadecimalDigit(byte & 15)]
      }
    }
  }

  private static func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

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
