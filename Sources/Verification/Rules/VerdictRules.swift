package import Billing

/// What a look says about a claim. Everything is compared as it is billed: speed-ups in whole millionths, the lower
/// bound rounded down and the upper one up, quantities in whole steps.
package enum VerdictRules {
  /// The verdict after a look; `nil` for: measure on. `isTimeUp` makes any look the last.
  package static func decide(
    _ look: Look, isLast: Bool, isTimeUp: Bool = false, claim: VerificationClaim, terms: VerdictTerms
  ) -> (outcome: Verdict.Outcome, reason: VerdictReason)? {
    let least = 1_000_000 + terms.upliftMinPartsPerMillion
    if look.isClear, billable(at: look.bestLower, claim, terms) == claim.savedSteps {
      return (.verified, .claimSupported)
    }
    if look.upper.partsPerMillion < least { return (.rejected, .noUplift) }
    if look.isClear, look.bestLower.partsPerMillion > least {
      let isOutOfReach = billable(at: look.upper, claim, terms) < claim.savedSteps
      let isNarrow = look.isNarrow(halfWidthTrillionths: VerificationLimits.halfWidthTrillionths)
      if isLast || isTimeUp || (isOutOfReach && isNarrow) {
        return (.partiallyVerified, .claimExceedsMeasurement)
      }
    }
    if isTimeUp { return (.inconclusive, .timeIsUp) }
    return isLast ? (.inconclusive, .boundsTooWide) : nil
  }

  private static func billable(
    at speedUp: SpeedUp, _ claim: VerificationClaim, _ terms: VerdictTerms
  ) -> Int128 {
    SavingRule.billableSteps(
      claimedSteps: claim.savedSteps, baselineSteps: claim.baselineSteps, lowerBound: speedUp, terms: terms)
  }
}
