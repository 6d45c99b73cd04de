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
