import StrictJSON

/// How a command ended and what it wrote.
struct Answer {
  let exitCode: Int32
  let output: String
  let errors: String

  /// Standard output as one strict JSON value.
  func json() throws -> JSONValue { try JSONReader.read(Array(output.utf8)) }

  /// Standard output as NDJSON.
  func rows() throws -> [JSONValue] {
    try output.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
  }

  /// Everything a person would see.
  var text: String { output + errors }
}

extension JSONValue {
  /// The dispatch result of a provider in the results of a run.
  func dispatch(_ provider: String) -> JSONValue? {
    self["steps"]?["dispatch"]?.array?.first { $0["provider"]?.string == provider }
  }

  /// How many items of a provider stand in a state.
  func count(_ provider: String, _ state: String) -> Int {
    let line = self["standing"]?["items"]?.array?.first {
      $0["provider"]?.string == provider && $0["state"]?.string == state
    }
    return line?.integer("count") ?? 0
  }

  /// A whole number member.
  func integer(_ key: String) -> Int? { self[key]?.number.flatMap { Int($0) } }

  /// The equations of the ledger that do not hold.
  var brokenEquations: [JSONValue] {
    (self["equations"]?.array ?? []).filter { $0["holds"] != .bool(true) }
  }
}
