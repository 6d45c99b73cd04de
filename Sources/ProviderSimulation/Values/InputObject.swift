import StrictJSON

/// Why a file or control request given to the simulator cannot be used.
package struct SimulationInputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was found, what is accepted, what to do.
  package let description: String

  /// An error in these words.
  package init(_ description: String) { self.description = description }
}

/// Strict reading of one JSON object: a key nobody knows is a mistake, not noise.
struct InputObject {
  private let object: JSONObject
  private let name: String

  init(_ value: JSONValue, named name: String) throws(SimulationInputError) {
    guard let object = value.object else { throw SimulationInputError("\(name) must be a JSON object") }
    self.object = object
    self.name = name
  }

  func allowOnly(_ keys: [String]) throws(SimulationInputError) {
    guard let stranger = object.keys.first(where: { !keys.contains($0) }) else { return }
    throw SimulationInputError(
      "\(name) has the key \"\(stranger)\"; accepted are \(keys.joined(separator: ", "))")
  }

  func value(_ key: String) -> JSONValue? { object[key] == .null ? nil : object[key] }

  func text(_ key: String) throws(SimulationInputError) -> String {
    guard let text = try optionalText(key) else { throw SimulationInputError("\(name) needs \"\(key)\"") }
    return text
  }

  func optionalText(_ key: String) throws(SimulationInputError) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.string else {
      throw SimulationInputError("\"\(key)\" of \(name) must be a string")
    }
    return text
  }

  func optionalInteger(_ key: String) throws(SimulationInputError) -> Int? {
    guard let value = value(key) else { return nil }
    guard let integer = value.number.flatMap({ Int($0) }), integer >= 0 else {
      throw SimulationInputError("\"\(key)\" of \(name) must be a whole number, zero or more")
    }
    return integer
  }

  func optionalBool(_ key: String) throws(SimulationInputError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard let truth = value.bool else {
      throw SimulationInputError("\"\(key)\" of \(name) must be true or false")
    }
    return truth
  }

  func optionalChoice<Choice: RawRepresentable<String>>(_ key: String) throws(SimulationInputError) -> Choice?
  {
    guard let text = try optionalText(key) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw SimulationInputError("\"\(key)\" of \(name) cannot be \"\(text)\"")
    }
    return choice
  }

  func optionalTexts(_ key: String) throws(SimulationInputError) -> [String]? {
    guard let value = value(key) else { return nil }
    guard let elements = value.array else {
      throw SimulationInputError("\"\(key)\" of \(name) must be a list")
    }
    var texts: [String] = []
    for element in elements {
      guard let text = element.string else {
        throw SimulationInputError("\"\(key)\" of \(name) must be a list of strings")
      }
      texts.append(text)
    }
    return texts
  }
}
