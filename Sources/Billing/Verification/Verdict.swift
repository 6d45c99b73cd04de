/// The outcome of verifying a claim. Only a bound is ever billed: see `SavingRule`.
package struct Verdict: Hashable, Sendable {
  /// What verifying came to. The raw value is what stores and reports hold.
  package enum Outcome: String, CaseIterable, Hashable, Sendable {
    /// The lower bound supports what is claimed.
    case verified
    /// There is an uplift, smaller than claimed: the bound is billed.
    case partiallyVerified = "partially_verified"
    /// There is no uplift to bill, or the outputs differ: nothing is billed.
    case rejected
    /// Not enough was learnt: the saving waits and is tried again.
    case inconclusive
    /// It could not be tried here and now: no fitting hardware. The saving waits; not a try.
    case deferred

    /// Whether usage may be charged by it, be it nothing.
    package var isConclusive: Bool { self == .verified || self == .partiallyVerified || self == .rejected }
  }

  /// Which claim.
  package let claim: ClaimKey
  /// What it came to.
  package let outcome: Outcome
  /// Why, for reports and customers; the raw value is what stores hold.
  package let reason: VerdictReason
  /// The speed-up that the claim's usage says it had, rounded down.
  package let claimed: SpeedUp
  /// The one-sided lower bound of the speed-up, rounded down; `nil` without a completed look.
  package let lowerBound: SpeedUp?
  /// The estimate, rounded half to even; `nil` without a completed look.
  package let estimate: SpeedUp?
  /// The terms it was decided by.
  package let terms: VerdictTerms
  /// The tier that it is for; verdicts hold for no other.
  package let hardwareTier: String
  /// The driver it was measured with; empty when nothing was probed.
  package let driverVersion: String
  /// The host's devices, as one stable text; empty when nothing was probed.
  package let hardwareFingerprint: String
  /// When it was decided.
  package let decidedAt: Instant
  /// Which try of the claim it was, from 1 on; tries that ended before any look are not counted.
  package let attempt: Int
  /// SHA-256 of the evidence, in hexadecimal.
  package let evidenceSHA256: String

  /// A verdict of the parts given.
  package init(
    claim: ClaimKey, outcome: Outcome, reason: VerdictReason, claimed: SpeedUp, lowerBound: SpeedUp?,
    estimate: SpeedUp?, terms: VerdictTerms, hardwareTier: String, driverVersion: String,
    hardwareFingerprint: String, decidedAt: Instant, attempt: Int, evidenceSHA256: String
  ) {
    precondition(
      outcome == .rejected || !outcome.isConclusive || lowerBound != nil, "what is billed has a lower bound")
    self.claim = claim
    self.outcome = outcome
    self.reason = reason
    self.claimed = claimed
    self.lowerBound = lowerBound
    self.estimate = estimate
    self.terms = terms
    self.hardwareTier = hardwareTier
    self.driverVersion = driverVersion
    self.hardwareFingerprint = hardwareFingerprint
    self.decidedAt = decidedAt
    self.attempt = attempt
    self.evidenceSHA256 = evidenceSHA256
  }
}
