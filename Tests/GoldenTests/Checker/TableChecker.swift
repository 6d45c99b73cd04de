import StrictJSON

/// Holds a request against a table; strict where providers may be lenient: nothing unknown, no other type.
struct TableChecker {
  let table: RequestTable

  /// Everything that is wrong, each with its place; empty when the request conforms.
  func problems(_ request: JSONValue) throws -> [String] {
    try problems(request, .structure(name: table.request), at: "request")
  }

  private func problems(_ value: JSONValue, _ shape: ValueShape, at place: String) throws -> [String] {
    switch shape {
    case .string(let lengthMin, let lengthMax, let pattern):
      guard let text = value.string else { return ["\(place): is not a string"] }
      return try Self.problems(text, lengthMin: lengthMin, lengthMax: lengthMax, pattern: pattern, at: place)
    case .integer(let valueMin, let valueMax):
      guard let number = Self.integer(value) else { return ["\(place): is not a whole number"] }
      return (valueMin...valueMax).contains(number)
        ? [] : ["\(place): \(number) is not within \(valueMin) to \(valueMax)"]
    case .timestamp: return Self.integer(value) == nil ? ["\(place): is not whole seconds"] : []
    case .list(let countMin, let countMax, let element):
      guard let elements = value.array else { return ["\(place): is not a list"] }
      let isCountRight = elements.count >= countMin && elements.count <= countMax ?? .max
      let found = isCountRight ? [] : ["\(place): has \(elements.count) elements"]
      return try elements.enumerated().reduce(into: found) { found, entry in
        found += try problems(entry.element, element, at: "\(place)[\(entry.offset)]")
      }
    case .map(let element):
      guard let object = value.object else { return ["\(place): is not a map"] }
      return try object.keys.flatMap { try problems(object[$0] ?? .null, element, at: "\(place).\($0)") }
    case .structure(let name): return try problems(value, structure: name, at: place)
    }
  }

  private func problems(_ value: JSONValue, structure name: String, at place: String) throws -> [String] {
    guard let members = table.structures[name] else {
      throw TableProblem(text: "the table has no structure \(name)")
    }
    guard let object = value.object else { return ["\(place): is not a structure"] }
    let names = Set(members.map(\.name))
    var found = object.keys.filter { !names.contains($0) }.map { "\(place).\($0): is not known" }
    for member in members {
      let place = "\(place).\(member.name)"
      if let value = object[member.name] {
        found += try problems(value, member.shape, at: place)
      } else if member.isRequired {
        found.append("\(place): is missing")
      }
    }
    return found
  }

  /// A number in plain digits: a fraction or an exponent is refused even where its value is whole.
  private static func integer(_ value: JSONValue) -> Int64? { value.number.flatMap { Int64($0) } }

  private static func problems(
    _ text: String, lengthMin: Int, lengthMax: Int?, pattern: String?, at place: String
  ) throws -> [String] {
    let length = text.unicodeScalars.count
    var found: [String] = []
    if length < lengthMin || length > lengthMax ?? .max { found.append("\(place): has \(length) characters") }
    if let pattern {
      let regex = try Regex(pattern).matchingSemantics(.unicodeScalar)
      if text.wholeMatch(of: regex) == nil { found.append("\(place): does not match \(pattern)") }
    }
    return found
  }
}
