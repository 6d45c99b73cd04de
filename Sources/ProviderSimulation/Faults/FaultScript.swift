import StrictJSON

/// The faults to come. Every matching request moves every matching rule on.
struct FaultScript: Sendable {
  private var rules: [(rule: FaultRule, matchedCount: Int, struckCount: Int)]

  init(rules: [FaultRule] = []) {
    self.rules = rules.map { ($0, 0, 0) }
  }

  /// The faults that strike this request.
  mutating func strike(
    _ subject: RequestSubject, api: SimulatedAPI, random: inout some RandomNumberGenerator
  ) -> [FaultKind] {
    var kinds: [FaultKind] = []
    for index in rules.indices
    where rules[index].rule.api == api && subject.satisfies(rules[index].rule.match) {
      let rule = rules[index].rule
      rules[index].matchedCount += 1
      guard rules[index].matchedCount > rule.after, rules[index].struckCount < rule.count ?? .max,
        rule.probabilityPercent >= 100 || Int.random(in: 0..<100, using: &random) < rule.probabilityPercent
      else { continue }
      rules[index].struckCount += 1
      kinds.append(rule.kind)
    }
    return kinds
  }

  /// Where each rule stands, for people.
  var json: JSONValue {
    .array(
      rules.map {
        .members([
          "api": .string($0.rule.api.rawValue), "kind": .string("\($0.rule.kind)"),
          "matched_count": .integer($0.matchedCount), "struck_count": .integer($0.struckCount),
        ])
      })
  }
}
