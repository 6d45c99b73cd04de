import Yams

/// A mapping whose keys are all known.
struct Section {
  let element: Element
  private let values: [String: Element]
  /// Known keys that a misspelt one was probably meant to be.
  private let misspeltKeys: Set<String>

  /// The section `element` is; logs anything else, and every key that is none of `keys`.
  init?(_ element: Element, keys: [String]) {
    guard case .mapping(let mapping) = element.node else {
      element.refuse(.mistyped, .section)
      return nil
    }
    self.element = element
    var values: [String: Element] = [:]
    var misspeltKeys: Set<String> = []
    for (key, value) in mapping {
      let name = key.string ?? ""
      if keys.contains(name) {
        values[name] = element.child(value, at: name)
      } else {
        let meant = Suggestion.nearest(to: name, among: keys)
        let remedy = meant.map { "did you mean \($0)?" } ?? "remove the key"
        let child = element.child(key, at: name)
        child.refuse(
          .unknownKey, Expectation(keys.joined(separator: ", "), remedy), found: "the key \(child.found)")
        if let meant { misspeltKeys.insert(meant) }
      }
    }
    self.values = values
    self.misspeltKeys = misspeltKeys
  }

  /// The value of a key that may be left out.
  subscript(_ key: String) -> Element? { values[key] }

  /// The value of a key that must be there; logs its absence, unless it is there misspelt.
  func required(_ key: String, _ expectation: Expectation) -> Element? {
    if let value = values[key] { return value }
    if misspeltKeys.contains(key) { return nil }
    let absent = element.child(element.node, at: key)
    absent.refuse(
      .missingKey, Expectation(expectation.accepted, "add \(key): \(expectation.remedy)"), found: "no \(key)")
    return nil
  }
}
