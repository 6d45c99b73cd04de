/// What a rule of the AWS side may know besides the state.
struct MarketplaceContext: Sendable {
  /// The simulated time.
  var nowSeconds: Int64
  /// `x-amzn-RequestId` of this exchange.
  var requestID: String
  /// What a fault makes of this batch.
  var distortion = BatchDistortion()
}

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

/// What a rule decided: the answer, and what it changes.
struct MarketplaceDecision: Sendable {
  var answer: SimulatedAnswer
  var effects: [MarketplaceEffect] = []
}
