import Billing
import HTTPTransport

/// Every limit of Stripe's meter endpoints this adapter keeps. Sources: Stripe's OpenAPI file 2026-09-30.endive, the
/// guide "Record usage with the API", the rate limits page and the changelog of 2026-04-22.dahlia.
enum StripeLimits {
  /// The version whose shapes this adapter reads and writes; sent with every request.
  static let apiVersion = "2026-09-30.endive"
  /// Stripe's own address.
  static let apiBase = "https://api.stripe.com"

  /// Characters of an event name.
  static let eventNameLengthMax = 100
  /// Characters of an event's identifier.
  static let identifierLengthMax = 100
  /// Characters of a payload value.
  static let payloadValueLengthMax = 100
  /// Characters of an Idempotency-Key.
  static let idempotencyKeyLengthMax = 255
  /// Significant digits of a value; with more, Stripe refuses the event, at once or after it answered 200.
  static let significantDigitsMax = 15

  /// How old an event's timestamp may be: 35 days.
  static let pastSecondsMax: Int64 = 35 * 86_400
  /// How far ahead of Stripe's clock an event's timestamp may be.
  static let futureSecondsMax: Int64 = 300
  /// Where in its bucket an event is stamped: half an hour after the start, so that no summary boundary touches it.
  static let timestampOffsetSeconds: Int64 = 1_800
  /// How long Stripe keeps an event's identifier unique, at least.
  static let identifierUniqueSecondsMin: Int64 = 24 * 3_600
  /// How long after an attempt that may have counted the same event is sent again. The two hours less are for an
  /// abandoned request that is applied late (an hour), for what lies between the decision and the last byte (a minute,
  /// and an exchange), and for dates that are off (a quarter).
  static let safeResendSeconds: Int64 = 22 * 3_600

  /// How far an answer's `Date` may be from the clock that runs without it. A date farther away is a proxy's, or noise,
  /// and must not let deadlines pass.
  static let dateDistanceSecondsMax = SendingTimes.dateDoubtSecondsMax
  /// How far this machine's clock may be from Stripe's, which takes usage of up to five minutes ahead.
  static let clockSkewSecondsMax = SendingTimes.clockDifferenceSecondsMax

  /// Requests a second in live mode: the basic limit, which connected accounts share.
  static let liveRequestsPerSecond = 100
  /// Requests a second in test mode.
  static let testRequestsPerSecond = 25
  /// Requests under way at once, each for another customer and meter.
  static let concurrencyMax = 16
  /// Items put in flight by one commit.
  static let claimItemCountMax = 256
  /// The longest wait within a run after Stripe asked to slow down.
  static let pauseMillisecondsMax: Int64 = 5_000

  /// Bounds of one exchange. The guide's clients wait 80 s; an attempt cut off is ambiguous, so it gets the time.
  static let exchange = HTTPLimits(
    connectTimeoutMilliseconds: 10_000, totalTimeoutMilliseconds: 80_000, responseByteCountMax: 1 << 20)
  /// Bytes of an answer's body that are kept as text.
  static let bodyExcerptByteCountMax = 2_048
}
