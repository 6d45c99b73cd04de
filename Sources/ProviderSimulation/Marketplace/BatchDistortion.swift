/// How a fault bends the answer to a batch.
struct BatchDistortion: Hashable, Sendable {
  /// One-based numbers of the records left unprocessed.
  var unprocessed: Set<Int> = []
  /// One-based numbers of the records that are metered but missing from the answer.
  var unmentioned: Set<Int> = []
  /// A status written in place of the true one; the records are not metered.
  var status: String?
  /// Times are echoed as `1.7952840E9`.
  var hasScientificTimes = false
  /// The order of the results, as positions; `nil` keeps the order sent.
  var order: [Int]?
}
