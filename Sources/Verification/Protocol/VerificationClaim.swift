package import Billing

/// A claim with what its usage says was saved: what a verification is about.
package struct VerificationClaim: Hashable, Sendable {
  /// Which claim.
  package let key: ClaimKey
  /// The tier that its usage ran on.
  package let hardwareTier: String
  /// The GPU time said to be saved, in steps of the grid (10^-12 hours).
  package let savedSteps: Int128
  /// The GPU time that the baseline would have taken, in the same steps.
  package let baselineSteps: Int128
  /// The speed-up that this amounts to, rounded down.
  package let speedUp: SpeedUp

  /// Far beyond any bill, and small enough that no product exceeds 128 bits.
  package static let stepsMax: Int128 = 1_000_000_000_000_000_000_000_000_000_000

  /// A claim of the parts given; `nil` when nothing, or everything, is said to be saved, which no speed-up gives, or
  /// when the steps are beyond `stepsMax`.
  package init?(key: ClaimKey, hardwareTier: String, savedSteps: Int128, baselineSteps: Int128) {
    guard baselineSteps <= Self.stepsMax,
      let speedUp = SavingRule.claimedSpeedUp(savedSteps: savedSteps, baselineSteps: baselineSteps)
    else { return nil }
    self.key = key
    self.hardwareTier = hardwareTier
    self.savedSteps = savedSteps
    self.baselineSteps = baselineSteps
    self.speedUp = speedUp
  }
}
