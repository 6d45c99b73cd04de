/// The fields of form text, brackets resolved: `payload[value]=2` has the name `payload` and the key `value`.
struct FormFields: Hashable, Sendable {
  /// One field: the name before the first bracket, the keys in brackets, the value.
  struct Field: Hashable, Sendable {
    let name: String
    let keys: [String]
    let value: String
  }

  /// The fields in the order received.
  let fields: [Field]

  /// Decodes a body or query; `nil` for a broken escape, invalid UTF-8, or brackets that do not match.
  init?(_ text: String) {
    var fields: [Field] = []
    for pair in text.split(separator: "&", omittingEmptySubsequences: true) {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decodeForm(parts[0]),
        let value = PercentEncoding.decodeForm(parts.count == 2 ? parts[1] : ""),
        let field = Self.field(name: name, value: value)
      else { return nil }
      fields.append(field)
    }
    self.fields = fields
  }

  private static func field(name: String, value: String) -> Field? {
    guard let open = name.firstIndex(of: "[") else { return Field(name: name, keys: [], value: value) }
    guard open != name.startIndex, name.hasSuffix("]") else { return nil }
    let inside = name[name.index(after: open)...].dropLast()
    let keys = inside.split(separator: "][", omittingEmptySubsequences: false).map(String.init)
    guard keys.allSatisfy({ !$0.contains("[") && !$0.contains("]") }) else { return nil }
    return Field(name: String(name[..<open]), keys: keys, value: value)
  }

  /// The plain value of `name`; the last one wins when it was sent twice.
  subscript(name: String) -> String? { fields.last { $0.name == name && $0.keys.isEmpty }?.value }

  /// The value of `name[key]`.
  subscript(name: String, key: String) -> String? {
    fields.last { $0.name == name && $0.keys == [key] }?.value
  }

  /// All fields named `name` that have keys.
  func nested(_ name: String) -> [Field] { fields.filter { $0.name == name && !$0.keys.isEmpty } }
}
