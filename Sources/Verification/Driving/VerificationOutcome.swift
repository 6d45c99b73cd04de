package import Billing

/// What performing a verification gives.
package enum VerificationOutcome: Hashable, Sendable {
  /// A verdict, what a person should know beside its reason (may be empty), and the bytes of its evidence, which must
  /// be stored before the verdict counts.
  case verdict(Verdict, detail: String, evidence: [UInt8])
  /// What is known of the host's health now, and the bytes of its evidence.
  case hostHealth(HealthRules.Replay, evidence: [UInt8])
  /// The program was asked to stop before anything was learnt; it was no try.
  case interrupted
}
