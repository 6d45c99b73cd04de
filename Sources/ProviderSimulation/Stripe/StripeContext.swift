/// What a Stripe rule may know besides the state.
struct StripeContext: Sendable {
  /// The secret key requests must carry; `nil` accepts any of the right mode.
  var acceptedKey: String?
  var livemode = false
  /// The account that owns the key.
  var accountID = "acct_1Simulated"
  /// How long an event takes to appear in summaries, in seconds.
  var summaryLagSeconds: Int64 = 0
  /// The simulated time.
  var nowSeconds: Int64
  /// `Request-Id` of this exchange.
  var requestID: String
}

/// What a rule decided: the answer, and what it changes.
struct StripeDecision: Sendable {
  var answer: SimulatedAnswer
  var effects: [StripeEffect] = []
  /// Whether execution had begun, so that an Idempotency-Key keeps the answer.
  var isStorable = false
}
