/// How much of a claimed saving a measured speed-up supports, and how much of it is billed. Integers only: a saving of
/// `baseline` steps at speed-up L is `floor(baseline x (L - 1) / L)`.
package enum SavingRule {
  /// The saving that a speed-up supports on so much baseline use; nothing for a speed-up of 1 or less.
  package static func supportedSteps(baselineSteps: Int128, at speedUp: SpeedUp) -> Int128 {
    let ppm = Int128(speedUp.partsPerMillion)
    guard ppm > 1_000_000, baselineSteps > 0 else { return 0 }
    return share(of: baselineSteps, numerator: ppm - 1_000_000, denominator: ppm)
  }

  /// The part of a claimed saving that is billed: never more than claimed, nothing without an uplift worth billing, the
  /// claim where the bound supports it within the tolerance, else what the bound supports.
  package static func billableSteps(
    claimedSteps: Int128, baselineSteps: Int128, lowerBound: SpeedUp, terms: VerdictTerms
  ) -> Int128 {
    guard claimedSteps > 0, lowerBound.partsPerMillion > 1_000_000 + terms.upliftMinPartsPerMillion else {
      return 0
    }
    let supported = supportedSteps(baselineSteps: baselineSteps, at: lowerBound)
    let tolerated = share(
      of: claimedSteps, numerator: Int128(terms.tolerancePartsPerMillion), denominator: 1_000_000)
    return supported >= claimedSteps - tolerated ? claimedSteps : supported
  }

  /// The speed-up that a claim of `savedSteps` out of `baselineSteps` amounts to, rounded down; `nil` when nothing or
  /// everything is said to be saved, which no speed-up gives.
  package static func claimedSpeedUp(savedSteps: Int128, baselineSteps: Int128) -> SpeedUp? {
    guard savedSteps > 0, savedSteps < baselineSteps else { return nil }
    let (product, isTooLarge) = baselineSteps.multipliedReportingOverflow(by: 1_000_000)
    guard !isTooLarge else { return nil }
    let quotient = Rounding.down.quotient(product, by: baselineSteps - savedSteps)
    return Int64(exactly: quotient).map(SpeedUp.init(partsPerMillion:))
  }

  /// `floor(steps x numerator / denominator)` of a share below one. Whole parts and the rest are multiplied apart, so
  /// that no product exceeds 128 bits.
  private static func share(of steps: Int128, numerator: Int128, denominator: Int128) -> Int128 {
    let whole = Rounding.down.quotient(steps, by: denominator)
    let rest = steps - whole * denominator
    return whole * numerator + Rounding.down.quotient(rest * numerator, by: denominator)
  }
}
