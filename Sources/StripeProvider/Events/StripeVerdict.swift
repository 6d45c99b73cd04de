/// What one exchange means for one event. Closed: every answer Stripe, the network or a middlebox can give is one of
/// these, and whatever is not certain is `ambiguous`.
enum StripeVerdict: Hashable {
  /// Stripe took the event.
  case counted
  /// Stripe had it already: the same identifier, or the stored answer of the same Idempotency-Key.
  case countedBefore
  /// Provably no effect; the same bytes under the same key may be tried again.
  case refusedForNow(String, retryAfterSeconds: Int64?)
  /// Nobody knows. After an answer of 500 or more Stripe would only replay it, hence the new generation.
  case ambiguous(String, needsNewGeneration: Bool, retryAfterSeconds: Int64?)
  /// 401 or 403.
  case credentialsRefused(String)
  /// Not one event can be sent until somebody corrects the configuration; this one had no effect.
  case misconfigured(String)
  /// Stripe no longer takes events of that time.
  case tooOld(String)
  /// Stripe refuses what the event says; the configuration is at fault.
  case contentRefused(String)
  /// Refused, because Stripe holds something else under our identifier or key than our bytes say.
  case contradicted(String)
  /// Stripe took an event, but not the one that was sent, or in the mode that is not configured: something counts,
  /// and nothing more may be sent.
  case countedOtherwise(String)
}
