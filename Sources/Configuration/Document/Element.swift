import Yams

/// A place in a text: line and column from 1, columns counted in Unicode scalars.
struct Place {
  let line: Int
  let column: Int

  static let start = Place(line: 1, column: 1)

  init(line: Int, column: Int) {
    self.line = max(1, line)
    self.column = max(1, column)
  }

  init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}

/// One value of a YAML document and where it stands.
struct Element {
  let node: Node
  let keyPath: String
  let log: MistakeLog
  private let place: Place

  init(node: Node, keyPath: String, log: MistakeLog) {
    self.node = node
    self.keyPath = keyPath
    self.log = log
    place = node.mark.map { Place($0) } ?? .start
  }

  var line: Int { place.line }

  /// The value below a key, or at an index.
  func child(_ node: Node, at step: String) -> Element {
    let path = keyPath.isEmpty || step.hasPrefix("[") ? keyPath + step : "\(keyPath).\(step)"
    return Element(node: node, keyPath: path, log: log)
  }

  /// What stands here, for messages.
  var found: String {
    switch node {
    case .scalar where isEmpty: "nothing"
    case .scalar(let scalar): "\"\(Self.printable(scalar.string))\""
    case .mapping: "a section of keys"
    case .sequence(let sequence): sequence.isEmpty ? "an empty list" : "a list"
    case .alias: "an alias"
    }
  }

  /// Whether the key has no value, or `~` or `null`.
  var isEmpty: Bool {
    guard case .scalar(let scalar) = node else { return false }
    return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// Whether the value is a single text.
  var isScalar: Bool {
    switch node {
    case .scalar: true
    case .mapping, .sequence, .alias: false
    }
  }

  /// Logs that the value is not as expected.
  func refuse(_ expectation: Expectation, found: String? = nil) {
    refuse(.unacceptable, expectation, found: found)
  }

  /// Logs a mistake of another kind.
  func refuse(_ kind: ConfigurationError.Kind, _ expectation: Expectation, found: String? = nil) {
    log.add(
      ConfigurationError(
        kind: kind, file: log.file, line: place.line, column: place.column, keyPath: keyPath,
        found: found ?? self.found, accepted: expectation.accepted, remedy: expectation.remedy))
  }

  /// The elements of a list; logs and answers `nil` for anything else.
  func list(_ expectation: Expectation = .list) -> [Element]? {
    guard case .sequence(let sequence) = node else {
      refuse(.mistyped, expectation)
      return nil
    }
    return sequence.enumerated().map { child($0.element, at: "[\($0.offset)]") }
  }

  /// The keys and values of a mapping, in the order written; logs and answers `nil` for anything else.
  func pairs(_ expectation: Expectation = .section) -> [(key: Element, value: Element)]? {
    guard case .mapping(let mapping) = node else {
      refuse(.mistyped, expectation)
      return nil
    }
    return mapping.map { key, value in
      let name = key.string ?? ""
      return (child(key, at: name), child(value, at: name))
    }
  }

  /// The text of a scalar, exactly as written; logs and answers `nil` for anything else.
  func text(_ expectation: Expectation = .text) -> String? {
    guard case .scalar(let scalar) = node else {
      refuse(.mistyped, expectation)
      return nil
    }
    guard !isEmpty else {
      refuse(expectation)
      return nil
    }
    return scalar.string
  }

  /// The text with control characters shown as escapes, cut to a readable length.
  private static func printable(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar in
      scalar.isInvisible ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    let shown = scalars.prefix(80).joined()
    return scalars.count > 80 ? shown + "..." : shown
  }
}

extension Unicode.Scalar {
  /// Whether it is a control or format character, which no name may hold.
  var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
