/// What a rule of the AWS side may know besides the state.
struct MarketplaceContext: Sendable {
  /// The simulated time.
  var nowSeconds: Int64
  /// `x-amzn-RequestId` of this exchange.
  var requestID: String
  /// What a fault makes of this batch.
  var distortion = BatchDistortion()
}

/// What a rule decided: the answer, and what it changes.
struct MarketplaceDecision: Sendable {
  var answer: SimulatedAnswer
  var effects: [MarketplaceEffect] = []
}
