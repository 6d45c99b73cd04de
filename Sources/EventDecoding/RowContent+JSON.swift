import StrictJSON

extension RowContent {
  /// A JSON value such that equal values give equal bytes: members sorted by the UTF-8 of their keys, strings
  /// unescaped, numbers without regard to how they are written.
  mutating func append(value: JSONValue) {
    switch value {
    case .null: append(tag: "n")
    case .bool(let truth): append(tag: truth ? "t" : "f")
    case .number(let text):
      append(tag: "d")
      append(text: Self.canonicalNumber(text))
    case .string(let text):
      append(tag: "s")
      append(text: text)
    case .array(let elements):
      append(tag: "a")
      append(count: elements.count)
      for element in elements { append(value: element) }
    case .object(let object):
      append(tag: "o")
      append(count: object.count)
      for key in object.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        append(text: key)
        append(value: object[key] ?? .null)
      }
    }
  }

  /// A number as its significant digits and the power of ten of the last one: `1.50e2`, `150` and `150.0` are all
  /// `15e1`; zero is `0e0`. An exponent of more than nine digits leaves the text as it is.
  static func canonicalNumber(_ text: String) -> String {
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(whereSeparator: { $0 == "e" || $0 == "E" })
    guard let mantissa = parts.first else { return text }
    var exponent = 0
    if parts.count > 1 {
      guard parts[1].utf8.count <= 10, let written = Int(parts[1]) else { return text }
      exponent = written
    }
    let halves = mantissa.split(separator: ".")
    if halves.count > 1 { exponent -= halves[1].utf8.count }
    var digits = halves.joined().drop { $0 == "0" }
    while digits.last == "0" {
      digits.removeLast()
      exponent += 1
    }
    return digits.isEmpty ? "0e0" : "\(isNegative ? "-" : "")\(digits)e\(exponent)"
  }
}
