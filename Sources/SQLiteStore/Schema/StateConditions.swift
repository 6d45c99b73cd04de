/// Conditions on states. Spelled out as comparisons: for a list of three words or more SQLite builds a table of its own
/// each time a statement runs, which tripled the time of a seal.
enum StateConditions {
  static func isOneOf(_ column: String, _ words: String...) -> String {
    "(" + words.map { "\(column) = '\($0)'" }.joined(separator: " OR ") + ")"
  }

  static func isNoneOf(_ column: String, _ words: String...) -> String {
    words.map { "\(column) <> '\($0)'" }.joined(separator: " AND ")
  }

  /// As `DispatchState.mayHaveMoved` has it, of a step.
  static func mayHaveMoved(_ step: String) -> String {
    "(\(step).from_state = 'in_flight' OR \(step).to_state = 'in_flight' OR \(step).to_state = 'unknown')"
  }

  /// Items that are not final. Queries repeat the very words of the index of open items, so that SQLite takes it.
  static func isOpen(_ column: String) -> String {
    isNoneOf(column, "delivered", "rejected", "expired", "superseded")
  }
}
