/// Values by a few keys, in the order in which the keys came: looking through a few texts takes less than hashing one.
struct ShortTable<Key: Equatable, Value> {
  private(set) var keys: [Key] = []
  var values: [Value] = []

  /// The place of a key and of its value; a new one begins with `value`.
  mutating func place(of key: Key, beginningWith value: @autoclosure () -> Value) -> Int {
    if let place = keys.firstIndex(of: key) { return place }
    keys.append(key)
    values.append(value())
    return keys.count - 1
  }

  /// The places by their keys.
  func places(by precedes: (Key, Key) -> Bool) -> [Int] {
    keys.count > 1 ? keys.indices.sorted { precedes(keys[$0], keys[$1]) } : Array(keys.indices)
  }
}
