package import Billing

/// The state machine of a dispatch item: production, tests and simulation all run this one function.
///
/// Law (facts of the reliability design, invariants I10-I20): nothing is ever sent from a state that is not sendable;
/// `expired` means that no attempt was ever made; an item whose attempt may have counted is never called rejected or
/// expired because of time, it becomes `unknown`; only an answer or proof moves money.
package enum DispatchRules {
  /// What a step makes of an item.
  package struct Step: Hashable, Sendable {
    /// The progress after it.
    package let progress: DispatchProgress
    /// How the open attempt ended, when the input was an answer.
    package let outcome: AttemptOutcome?
    /// The proof, when the item became delivered.
    package let receipt: Receipt?

    init(_ progress: DispatchProgress, outcome: AttemptOutcome? = nil, receipt: Receipt? = nil) {
      self.progress = progress
      self.outcome = outcome
      self.receipt = receipt
    }
  }

  /// The input makes no sense in that state: a fault of the caller, and nothing changes.
  package struct IllegalInput: Error, Hashable, Sendable {
    /// The state.
    package let state: DispatchState
    /// The input.
    package let input: DispatchInput
  }

  /// The step that `input` makes of `progress`.
  package static func step(
    _ progress: DispatchProgress, _ input: DispatchInput, _ terms: DispatchTerms
  ) throws(IllegalInput) -> Step {
    switch (progress.state, input) {
    case (.planned, .claim), (.skipped, .claim), (.deferred, .claim), (.inFlight, .claim):
      guard mayBeSent(progress, terms) else { throw IllegalInput(state: progress.state, input: input) }
      return Step(claimed(progress, terms))
    case (.inFlight, .answer(let answer, let ambiguousSinceBefore)):
      return AnswerRules.step(progress, answer, ambiguousSinceBefore: ambiguousSinceBefore, terms)
    case (.planned, .providerClosed(let state, let reason)),
      (.skipped, .providerClosed(let state, let reason)),
      (.deferred, .providerClosed(let state, let reason)):
      precondition(state == .skipped || state == .deferred, "a closed provider makes debts, nothing else")
      return Step(changed(progress, to: state, reason: reason))
    case (.planned, .blocked(let reason)), (.skipped, .blocked(let reason)),
      (.deferred, .blocked(let reason)):
      return Step(changed(progress, to: .deferred, reason: reason))
    case (.planned, .timePassed), (.skipped, .timePassed), (.deferred, .timePassed), (.inFlight, .timePassed):
      return Step(aged(progress, terms))
    case (.planned, .hold(let reason)), (.skipped, .hold(let reason)), (.deferred, .hold(let reason)):
      return Step(changed(progress, to: .held, reason: reason))
    case (.held, .approve(let reason)):
      return Step(changed(progress, to: .planned, reason: reason))
    case (.parked, .approve(let reason)):
      guard progress.ambiguousSince == nil else { throw IllegalInput(state: progress.state, input: input) }
      return Step(unparked(progress, reason: reason))
    case (.unknown, .proven(let receipt)), (.parked, .proven(let receipt)):
      guard progress.isDoubtful else { throw IllegalInput(state: progress.state, input: input) }
      return Step(changed(progress, to: .delivered, reason: ""), receipt: receipt)
    case (.unknown, .disproven(let reason)), (.parked, .disproven(let reason)):
      guard progress.isDoubtful else { throw IllegalInput(state: progress.state, input: input) }
      return Step(sendableAgain(progress, isDoubtful: false, reason: reason))
    case (.unknown, .resendable(let reason)):
      let mayBeSent = progress.ambiguousSince.map(terms.allowsResend(ambiguousSince:)) ?? false
      return Step(mayBeSent ? sendableAgain(progress, isDoubtful: true, reason: reason) : progress)
    case (.unknown, .undecidable(let reason)):
      return Step(changed(progress, to: .parked, reason: reason))
    case (.unknown, .unexplained(let reason)):
      return Step(changed(progress, to: .unknown, reason: reason))
    case (.planned, .doubted(let reason)), (.held, .doubted(let reason)), (.skipped, .doubted(let reason)),
      (.deferred, .doubted(let reason)), (.inFlight, .doubted(let reason)), (.parked, .doubted(let reason)),
      // What was in doubt before is in doubt anew: nothing tells when the lost part last sent it.
      (.unknown, .doubted(let reason)):
      return Step(doubted(progress, reason: reason, terms))
    case (.planned, .supersede(let itemID)), (.skipped, .supersede(let itemID)),
      (.deferred, .supersede(let itemID)), (.held, .supersede(let itemID)):
      guard progress.attemptCount == 0 else { throw IllegalInput(state: progress.state, input: input) }
      return Step(changed(progress, to: .superseded, reason: "replaced by \(itemID)"))
    case (_, .timePassed):
      return Step(progress)
    case (_, _):
      throw IllegalInput(state: progress.state, input: input)
    }
  }

  /// Whether an item may be put in flight now: its state, its deadline and its safe window all allow it.
  package static func mayBeSent(_ progress: DispatchProgress, _ terms: DispatchTerms) -> Bool {
    guard progress.state.isSendable, !terms.isPastDeadline else { return false }
    if let nextAttemptAt = progress.nextAttemptAt, terms.now < nextAttemptAt { return false }
    return progress.ambiguousSince.map(terms.allowsResend(ambiguousSince:)) ?? true
  }

  /// From here on the attempt counts as ambiguous, since this process may die before it learns how it ended.
  private static func claimed(_ progress: DispatchProgress, _ terms: DispatchTerms) -> DispatchProgress {
    var next = progress
    next.state = .inFlight
    next.reason = ""
    next.attemptCount += 1
    next.ambiguousSince = progress.ambiguousSince ?? terms.now
    next.nextAttemptAt = nil
    return next
  }

  private static func changed(
    _ progress: DispatchProgress, to state: DispatchState, reason: String
  ) -> DispatchProgress {
    var next = progress
    next.state = state
    next.reason = reason
    next.nextAttemptAt = nil
    return next
  }

  /// A new generation, since the provider may replay what it answered under the old one.
  private static func sendableAgain(
    _ progress: DispatchProgress, isDoubtful: Bool, reason: String
  ) -> DispatchProgress {
    var next = changed(progress, to: .planned, reason: reason)
    next.generation += 1
    if !isDoubtful { next.ambiguousSince = nil }
    return next
  }

  private static func doubted(
    _ progress: DispatchProgress, reason: String, _ terms: DispatchTerms
  ) -> DispatchProgress {
    // What waits for a person goes on waiting for one: no total approves what a bound has held, and none tells of usage
    // that may have moved to another bucket.
    let waitsForPerson = progress.state == .held || progress.state == .parked
    var next = changed(progress, to: waitsForPerson ? .parked : .unknown, reason: reason)
    next.ambiguousSince = progress.ambiguousSince ?? terms.now
    return next
  }

  /// A new generation, since the provider may replay its stored refusal under the old one.
  private static func unparked(_ progress: DispatchProgress, reason: String) -> DispatchProgress {
    var next = changed(progress, to: .planned, reason: reason)
    next.generation += 1
    return next
  }

  /// What time alone makes of an open item.
  private static func aged(_ progress: DispatchProgress, _ terms: DispatchTerms) -> DispatchProgress {
    if let ambiguousSince = progress.ambiguousSince {
      if terms.allowsResend(ambiguousSince: ambiguousSince) { return progress }
      return changed(progress, to: .unknown, reason: "an attempt of \(ambiguousSince) may have counted")
    }
    guard terms.isPastDeadline else { return progress }
    if progress.attemptCount == 0 {
      return changed(progress, to: .expired, reason: "the provider accepted it until \(terms.deadlineAt)")
    }
    return changed(
      progress, to: .rejected,
      reason:
        "the provider accepted it until \(terms.deadlineAt), and no attempt had any effect")
  }
}
