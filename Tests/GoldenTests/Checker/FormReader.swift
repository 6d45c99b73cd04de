import StrictJSON

/// Reads a form into the value its table describes; written apart from the adapter's encoder, so that it checks it.
struct FormReader {
  /// What is wrong with a form.
  struct Problem: Error {
    let text: String
  }

  let table: RequestTable

  func read(_ form: [UInt8]) throws(Problem) -> JSONValue {
    var object = JSONObject()
    var maps: [String: JSONObject] = [:]
    for field in String(decoding: form, as: UTF8.self).split(separator: "&", omittingEmptySubsequences: false)
    {
      let sides = field.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2 else { throw Problem(text: "\(field): is not one name and one value") }
      let value = JSONValue.string(try Self.plain(sides[1]))
      let name = sides[0].prefix { $0 != "[" }
      if name.endIndex == sides[0].endIndex {
        let isNew = object.insert(typed(value, name: String(name)), for: try Self.plain(name))
        if !isNew { throw Problem(text: "\(name): appears twice") }
        continue
      }
      let key = sides[0][name.endIndex...].dropFirst().dropLast()
      guard sides[0].last == "]", !key.contains(where: { "[]".contains($0) }), !key.isEmpty else {
        throw Problem(text: "\(sides[0]): is not a name with one key")
      }
      let isNew = maps[String(name), default: JSONObject()].insert(value, for: try Self.plain(key))
      if !isNew { throw Problem(text: "\(sides[0]): appears twice") }
    }
    for (name, map) in maps.sorted(by: { $0.key < $1.key }) {
      if !object.insert(.object(map), for: name) { throw Problem(text: "\(name): appears twice") }
    }
    return .object(object)
  }

  /// A form has only text; where the table wants a number, the text is that number's.
  private func typed(_ value: JSONValue, name: String) -> JSONValue {
    let member = table.structures[table.request]?.first { $0.name == name }
    guard case .integer = member?.shape, let text = value.string else { return value }
    return .number(text)
  }

  /// `application/x-www-form-urlencoded` as Stripe's libraries write it, and no other spelling.
  private static func plain(_ text: Substring) throws(Problem) -> String {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        guard digits.utf8.count == 2, digits == digits.uppercased(), let value = UInt8(digits, radix: 16)
        else {
          throw Problem(text: "\(text): % without two capital hexadecimal digits")
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: throw Problem(text: "\(text): holds a byte that must be percent-encoded")
      }
    }
    guard let plain = String(validating: bytes, as: UTF8.self) else {
      throw Problem(text: "\(text): is not UTF-8")
    }
    return plain
  }
}
