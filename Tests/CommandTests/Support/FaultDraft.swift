import Testing

/// One rule of the simulator's fault script. At Stripe only meter events are struck, no look-ups of meters.
struct FaultDraft: CustomTestStringConvertible {
  let api: String
  let kind: String
  /// Further members of the rule, as JSON text.
  var members: [String: String] = [:]
  /// What a request must be about, besides its path.
  var match: [String: String] = [:]

  /// Strikes `count` times, or always, after letting `after` requests pass.
  static func stripe(
    _ kind: String, after: Int = 0, count: Int? = nil, _ members: [String: String] = [:]
  ) -> FaultDraft {
    FaultDraft(
      api: "stripe", kind: kind, members: members.merging(Self.frequency(after, count)) { first, _ in first },
      match: ["path": "meter_events"])
  }

  /// Strikes `count` times, or always, after letting `after` requests pass.
  static func aws(
    _ kind: String, after: Int = 0, count: Int? = nil, _ members: [String: String] = [:]
  ) -> FaultDraft {
    FaultDraft(
      api: "aws", kind: kind, members: members.merging(Self.frequency(after, count)) { first, _ in first })
  }

  private static func frequency(_ after: Int, _ count: Int?) -> [String: String] {
    var members = ["after": "\(after)"]
    members["count"] = count.map { "\($0)" }
    return members
  }

  /// The rule narrowed to a `customer` or `dimension`.
  func matching(_ key: String, _ value: String) -> FaultDraft {
    var copy = self
    copy.match[key] = value
    return copy
  }

  var text: String {
    let match = match.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
    let members = members.sorted { $0.key < $1.key }.map { ",\"\($0.key)\":\($0.value)" }
    return "{\"api\":\"\(api)\",\"kind\":\"\(kind)\",\"match\":{\(match.joined(separator: ","))}"
      + "\(members.joined())}"
  }

  var testDescription: String { text }
}

extension RunningSimulator {
  /// Replaces the fault script; without rules, nothing goes wrong from now on.
  func strike(_ faults: FaultDraft...) throws {
    try set(faults: "[\(faults.map(\.text).joined(separator: ","))]")
  }
}
