/// A JSON value whose numbers keep their text, so that no engine ever rounds them.
package enum JSONValue: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number, as it stood in the document, for example `1.25e-3`.
  case number(String)
  /// A string, unescaped.
  case string(String)
  /// An array in document order.
  case array([JSONValue])
  /// An object in document order; keys are unique.
  case object(JSONObject)

  /// The string, or `nil` for any other kind.
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The number's text, or `nil` for any other kind.
  package var number: String? { if case .number(let text) = self { text } else { nil } }
  /// The elements, or `nil` for any other kind.
  package var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
  /// The object, or `nil` for any other kind.
  package var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
  /// The truth value, or `nil` for any other kind.
  package var bool: Bool? { if case .bool(let truth) = self { truth } else { nil } }
  /// The member named `key` when this is an object that has it.
  package subscript(key: String) -> JSONValue? { object?[key] }

  /// A whole number written in plain digits.
  package static func integer(_ value: some BinaryInteger) -> JSONValue { .number("\(value)") }
  /// An object from pairs in the order they shall be written; a repeated key is a programmer error.
  package static func members(_ entries: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(JSONObject(entries.map { ($0.key, $0.value) }))
  }
}
