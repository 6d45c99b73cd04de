package import Billing

/// Whether a claim is tried again. Every try that saw a look spends some of the chance of error, so tries are few, and
/// all but the first are held to the strict schedule: three tries stay below 6.6 %.
package enum RetryRules {
  /// What to do with a claim.
  package enum Next: Hashable, Sendable {
    /// Try it, as the try of that number.
    case attempt(Int)
    /// There is a verdict that says whether to charge.
    case concluded(Verdict)
    /// It was tried often enough: a person decides.
    case person
  }

  /// What to do next, by the claim's verdicts so far in the order they were decided, those that expired left out up
  /// to the last one. Deferred is no try, and neither is a try that ended before any look: those have no lower bound.
  package static func next(after verdicts: [Verdict]) -> Next {
    if let last = verdicts.last, last.outcome.isConclusive { return .concluded(last) }
    let sinceConclusive = verdicts.reversed().prefix { !$0.outcome.isConclusive }
    let spentCount = sinceConclusive.filter { $0.outcome == .inconclusive && $0.lowerBound != nil }.count
    return spentCount < VerificationLimits.tryCountMax ? .attempt(spentCount + 1) : .person
  }
}
