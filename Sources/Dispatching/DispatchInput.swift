package import Billing

/// Everything that can happen to a dispatch item.
package enum DispatchInput: Hashable, Sendable {
  /// A run is about to send it; durable before the first byte leaves.
  case claim
  /// The provider answered its one open attempt. `ambiguousSinceBefore` is what the progress said before the claim, so
  /// that an attempt refused before any effect leaves no trace of doubt.
  case answer(ItemAnswer, ambiguousSinceBefore: Instant?)
  /// The whole provider is closed; no attempt is made. Carries `skipped` or `deferred`.
  case providerClosed(DispatchState, reason: String)
  /// The provider is open but not for this item (its meter is archived, for example); no attempt is made.
  case blocked(reason: String)
  /// Nothing but time went by.
  case timePassed
  /// A safety bound was hit before it was ever sent.
  case hold(reason: String)
  /// A person approves an item that is held, or one that is parked and provably never counted.
  case approve(reason: String)
  /// The target counts an item that was in doubt.
  case proven(Receipt)
  /// The target does not count an item that was in doubt.
  case disproven(reason: String)
  /// Sending an item that is in doubt once more is safe.
  case resendable(reason: String)
  /// The target counts something that explains nothing: a person decides.
  case undecidable(reason: String)
  /// The target's total of the whole series does not allow sending it again: it stays in doubt, and says why.
  case unexplained(reason: String)
  /// The ledger was restored from an older copy: the lost part may have sent the item.
  case doubted(reason: String)
  /// A later revision of the same running total takes its place.
  case supersede(byItemID: String)
}

extension DispatchInput {
  /// What a verdict on an item in doubt does to it; `nil` for nothing.
  package init?(_ verdict: UnknownRules.Verdict) {
    switch verdict {
    case .counted(let evidence): self = .proven(evidence)
    case .notCounted(let reason): self = .disproven(reason: reason)
    case .resend(let reason): self = .resendable(reason: reason)
    case .undecidable(let reason): self = .undecidable(reason: reason)
    case .wait: return nil
    }
  }
}
