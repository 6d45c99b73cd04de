import Yams

extension Element {
  /// A section whose keys and values are names somebody chose.
  func names() -> [String: String]? {
    guard case .mapping(let mapping) = node else {
      refuse(.mistyped, .section)
      return nil
    }
    var names: [String: String] = [:]
    for (key, value) in mapping {
      let name = child(key, at: key.string ?? "").identifier(byteCountMax: 255)
      let meaning = child(value, at: key.string ?? "").identifier()
      if let name, let meaning { names[name] = meaning }
    }
    return names.count == mapping.count ? names : nil
  }

  /// The value of a key of a section that is checked elsewhere; `nil` when it is not there.
  func value(of key: String) -> Element? {
    guard case .mapping(let mapping) = node, let value = mapping[key] else { return nil }
    return child(value, at: key)
  }
}
