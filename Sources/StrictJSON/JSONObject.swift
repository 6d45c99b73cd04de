/// The members of a JSON object in document order. Keys are unique: a second one is refused, never merged.
package struct JSONObject: Hashable, Sendable {
  /// Keys in document order.
  package private(set) var keys: [String] = []
  private var values: [JSONValue] = []
  /// Where each key stands; empty while there are so few that looking at each is quicker than a hash.
  private var places: [String: Int] = [:]

  private static let unhashedCountMax = 12

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
    guard place(of: key) == nil else { return false }
    keys.append(key)
    values.append(value)
    if keys.count == Self.unhashedCountMax + 1 {
      for (place, key) in keys.enumerated() { places[key] = place }
    } else if keys.count > Self.unhashedCountMax {
      places[key] = keys.count - 1
    }
    return true
  }

  /// The value of `key`, if the object has that member.
  package subscript(key: String) -> JSONValue? { place(of: key).map { values[$0] } }
  /// How many members there are.
  package var count: Int { keys.count }

  private func place(of key: String) -> Int? {
    keys.count > Self.unhashedCountMax ? places[key] : keys.firstIndex(of: key)
  }
}
