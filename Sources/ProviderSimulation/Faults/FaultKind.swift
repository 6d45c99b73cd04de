/// What goes wrong. "Before effect" means nothing was recorded; "after" means everything was.
enum FaultKind: Hashable, Sendable {
  /// 429. Stripe: an error body with an optional `Stripe-Rate-Limited-Reason` and code. AWS: a bare 429.
  case rateLimited(retryAfterSeconds: Int?, reason: String?, code: String?)
  /// AWS's own throttling: ThrottlingException with HTTP 400.
  case throttled
  /// A refusal before effect with this status, and this error type (AWS `__type`, Stripe `type` or `code`).
  case refused(status: Int, type: String, message: String)
  /// A 5xx answer; `isStored` keeps it under Stripe's Idempotency-Key.
  case failed(status: Int, isAfterEffect: Bool, isStored: Bool)
  /// Time passes before the effect, or between the effect and the answer.
  case delayed(milliseconds: Int, isAfterEffect: Bool)
  /// The connection is reset without any answer.
  case reset(isAfterEffect: Bool)
  /// The connection is reset in the middle of the answer's body, after effect.
  case resetMidBody
  /// 200 with bytes that mean nothing, after effect.
  case garbageBody
  /// 200 with the first half of the JSON and a matching Content-Length, after effect.
  case truncatedBody
  /// The true answer under `text/html`.
  case wrongContentType
  /// The answer has no `Date`.
  case dateAbsent
  /// The answer's `Date` is off by this much.
  case dateShifted(seconds: Int64)
  /// `Stripe-Should-Retry` says this.
  case shouldRetry(Bool)
  /// AWS: this many records, drawn by the seed, come back as UnprocessedRecords; `nil` for all.
  case unprocessed(count: Int?)
  /// AWS: this many records are metered but missing from the answer.
  case unmentioned(count: Int)
  /// AWS: every record gets this status and none is metered.
  case resultStatus(String)
  /// AWS: times are echoed in scientific notation.
  case scientificTimes
  /// Stripe: accepted, then refused by processing with this code.
  case rejectedLater(code: String)
  /// Stripe: accepted, then never counted and never reported.
  case lostLater
}
