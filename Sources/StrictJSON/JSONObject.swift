/// The members of a JSON object in document order. Keys are unique: a second one is refused, never merged.
package struct JSONObject: Hashable, Sendable {
  /// Keys in document order.
  package private(set) var keys: [String] = []
  private var values: [String: JSONValue] = [:]

  /// An empty object.
  package init() {}

  /// Members in the order they shall be written; a repeated key is a programmer error.
  package init(_ entries: some Sequence<(String, JSONValue)>) {
    for (key, value) in entries {
      let isNew = insert(value, for: key)
      precondition(isNew, "a JSON object cannot hold the key \(key) twice")
    }
  }

  /// Appends a member; answers `false` and changes nothing when the key is already there.
  package mutating func insert(_ value: JSONValue, for key: String) -> Bool {
    guard values[key] == nil else { return false }
    keys.append(key)
    values[key] = value
    return true
  }

  /// The value of `key`, if the object has that member.
  package subscript(key: String) -> JSONValue? { values[key] }
  /// How many members there are.
  package var count: Int { keys.count }
}
