package import Billing

/// What the rules look at besides the item's progress.
package struct DispatchTerms: Hashable, Sendable {
  /// The provider's clock.
  package let now: Instant
  /// The last instant at which the provider accepts the item.
  package let deadlineAt: Instant
  /// How long after the first ambiguous attempt the same bytes may be sent again; `nil` for until the deadline.
  package let safeResendSeconds: Int64?
  /// A number from 0 to 999,999 that spreads retries; drawn by the caller, so that the rules stay pure.
  package let jitterPartsPerMillion: Int64

  /// Terms of the parts given.
  package init(now: Instant, deadlineAt: Instant, safeResendSeconds: Int64?, jitterPartsPerMillion: Int64) {
    precondition((0..<1_000_000).contains(jitterPartsPerMillion), "jitter is a part of a whole")
    self.now = now
    self.deadlineAt = deadlineAt
    self.safeResendSeconds = safeResendSeconds
    self.jitterPartsPerMillion = jitterPartsPerMillion
  }

  /// Whether the provider no longer accepts the item.
  var isPastDeadline: Bool { now > deadlineAt }

  /// Whether the same bytes may still be sent although an earlier attempt may have counted.
  func allowsResend(ambiguousSince: Instant) -> Bool {
    if isPastDeadline { return false }
    guard let safeResendSeconds else { return true }
    return now < ambiguousSince.adding(seconds: safeResendSeconds)
  }

  /// Full jitter: a random part of `500 ms x 2^attempts`, at most 30 s, and never before the provider asks for it.
  func nextAttempt(attemptCount: Int, retryAfterSeconds: Int64?) -> Instant {
    let ceilingMilliseconds = min(30_000, Int64(500) << min(attemptCount, 6))
    let spreadMicroseconds = ceilingMilliseconds * jitterPartsPerMillion / 1_000
    let askedMicroseconds = min(retryAfterSeconds ?? 0, 86_400) * 1_000_000
    return Instant(microseconds: now.microseconds + max(spreadMicroseconds, askedMicroseconds))
  }
}
