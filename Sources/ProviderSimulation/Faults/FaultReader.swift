import StrictJSON

extension FaultScript {
  /// Reads `{"faults": [...]}` or the bare list.
  init(_ value: JSONValue) throws(SimulationInputError) {
    guard let elements = value.array ?? value["faults"]?.array else {
      throw SimulationInputError("faults belong in a JSON list, bare or as the member \"faults\"")
    }
    var rules: [FaultRule] = []
    for element in elements { rules.append(try FaultRule(element)) }
    self.init(rules: rules)
  }
}

extension FaultRule {
  private static let commonKeys = ["api", "match", "kind", "after", "count", "probability_percent"]

  init(_ value: JSONValue) throws(SimulationInputError) {
    let input = try InputObject(value, named: "a fault")
    guard let api: SimulatedAPI = try input.optionalChoice("api") else {
      throw SimulationInputError("a fault needs \"api\": \"stripe\" or \"aws\"")
    }
    let name = try input.text("kind")
    guard let shape = FaultShape(rawValue: name) else {
      throw SimulationInputError(
        "\"kind\" of a fault cannot be \"\(name)\"; accepted are "
          + FaultShape.allCases.map(\.rawValue).joined(separator: ", "))
    }
    try input.allowOnly(Self.commonKeys + shape.keys)
    var match = Match()
    if let value = input.value("match") {
      let part = try InputObject(value, named: "\"match\" of a fault")
      try part.allowOnly(["path", "customer", "dimension"])
      match = Match(
        path: try part.optionalText("path"), customer: try part.optionalText("customer"),
        dimension: try part.optionalText("dimension"))
    }
    self.init(
      api: api, match: match, kind: try shape.kind(input, api),
      after: try input.optionalInteger("after") ?? 0,
      count: try input.optionalInteger("count"),
      probabilityPercent: try input.optionalInteger("probability_percent") ?? 100)
  }
}
