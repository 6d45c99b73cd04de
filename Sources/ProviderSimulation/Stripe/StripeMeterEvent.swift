/// A meter event Stripe answered with 200.
struct StripeMeterEvent: Hashable, Sendable, Codable {
  /// What became of it after the answer.
  enum Fate: String, Hashable, Sendable, Codable {
    /// It counts.
    case counted
    /// It was cancelled within 24 hours.
    case cancelled
    /// Processing refused it later; an error report says so.
    case rejected
    /// It vanished without a word, as a fault told it to.
    case lost
  }
  let series: StripeSeries
  /// Absent on meters that count events.
  let value: ExactDecimal?
  let identifier: String
  let timestampSeconds: Int64
  let receivedAtSeconds: Int64
  var fate: Fate
}

/// Everything one customer used on one meter of one account.
struct StripeSeries: Hashable, Sendable, Codable {
  let account: String
  let eventName: String
  let customer: String
}

/// One refusal after the answer, as an error report will tell it.
struct StripeRejection: Hashable, Sendable, Codable {
  let code: String
  let message: String
  /// Absent when no meter matched.
  let meterID: String?
  /// The request's Idempotency-Key, the only handle an error report gives.
  let idempotencyKey: String
  let atSeconds: Int64
}
