import Billing

/// What a provider's answer makes of an item in flight.
enum AnswerRules {
  static func step(
    _ progress: DispatchProgress, _ answer: ItemAnswer, ambiguousSinceBefore: Instant?, _ terms: DispatchTerms
  ) -> DispatchRules.Step {
    var next = progress
    switch answer {
    case .delivered(let receipt):
      finish(&next, .delivered, receipt.kind == .duplicate ? "the provider had counted it already" : "")
      return .init(next, outcome: AttemptOutcome(.counted, receipt.kind.rawValue), receipt: receipt)
    case .refusedForNow(let detail, let retryAfterSeconds):
      next.ambiguousSince = ambiguousSinceBefore
      wait(&next, detail, retryAfterSeconds, terms)
      return .init(next, outcome: AttemptOutcome(.refusedBeforeEffect, detail))
    case .ambiguous(let detail, let needsNewGeneration, let retryAfterSeconds):
      if needsNewGeneration { next.generation += 1 }
      wait(&next, detail, retryAfterSeconds, terms)
      return .init(next, outcome: AttemptOutcome(.ambiguous, detail))
    case .closed(let detail, let closure):
      next.ambiguousSince = ambiguousSinceBefore
      close(&next, detail, isWholeProvider: closure != nil, terms)
      return .init(next, outcome: AttemptOutcome(.refusedBeforeEffect, detail))
    case .rejected(let detail):
      finish(&next, .rejected, detail)
      return .init(next, outcome: AttemptOutcome(.refusedBeforeEffect, detail))
    case .conflicting(let detail):
      finish(&next, .rejected, "differs: \(detail)")
      return .init(next, outcome: AttemptOutcome(.refusedBeforeEffect, detail))
    case .countedOtherwise(let detail):
      finish(&next, .unknown, "counted otherwise: \(detail)")
      return .init(next, outcome: AttemptOutcome(.ambiguous, detail))
    case .parked(let detail):
      next.ambiguousSince = ambiguousSinceBefore
      finish(&next, .parked, detail)
      return .init(
        next, outcome: AttemptOutcome(ambiguousSinceBefore == nil ? .refusedBeforeEffect : .ambiguous, detail)
      )
    }
  }

  private static func finish(_ progress: inout DispatchProgress, _ state: DispatchState, _ reason: String) {
    progress.state = state
    progress.reason = reason
    progress.nextAttemptAt = nil
  }

  /// Stays in flight: the same bytes are tried again.
  private static func wait(
    _ progress: inout DispatchProgress, _ detail: String, _ retryAfterSeconds: Int64?, _ terms: DispatchTerms
  ) {
    progress.reason = detail
    progress.nextAttemptAt = terms.nextAttempt(
      attemptCount: progress.attemptCount, retryAfterSeconds: retryAfterSeconds)
  }

  /// Becomes a debt, unless an earlier attempt may have counted: then it stays in flight, so that its safe window
  /// still runs. An item that waits alone is left in peace for an hour.
  private static func close(
    _ progress: inout DispatchProgress, _ detail: String, isWholeProvider: Bool, _ terms: DispatchTerms
  ) {
    if progress.ambiguousSince == nil { progress.state = .deferred }
    progress.reason = detail
    progress.nextAttemptAt = isWholeProvider ? nil : terms.now.adding(seconds: 3_600)
  }
}
