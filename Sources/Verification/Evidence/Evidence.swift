package import Billing
import Hashing

/// All that a verdict rests on: the order, everything that was seen, and what was made of it. Whoever has it can make
/// the same of it again.
package struct Evidence: Sendable {
  /// What the first member of the file says.
  package static let format = "agnitra-billing verification evidence 1"

  /// The protocol at its end: order, journal, seed, blocks, looks, conclusion.
  package let state: VerificationProtocol
  /// What it came to.
  package let conclusion: Conclusion
  /// When it was decided.
  package let endedAt: Instant

  /// The evidence of a verification that is concluded.
  init(_ state: VerificationProtocol, endedAt: Instant) {
    guard let conclusion = state.conclusion else { preconditionFailure("evidence is of what is concluded") }
    self.state = state
    self.conclusion = conclusion
    self.endedAt = endedAt
  }

  /// SHA-256 of the bytes of evidence, in hexadecimal: what a verdict is bound to.
  package static func sha256(of bytes: [UInt8]) -> String { Digest256(of: bytes).hex }

  /// The verdict that the evidence gives; `nil` for a host's health and for what was interrupted.
  package func verdict(sha256: String) -> Verdict? {
    guard let claim = state.order.claim, case .verdict(let outcome, let reason) = conclusion.result else {
      return nil
    }
    return Verdict(
      claim: claim.key, outcome: outcome, reason: reason, claimed: claim.speedUp,
      lowerBound: conclusion.lowerBound, estimate: conclusion.estimate, terms: state.order.terms,
      hardwareTier: claim.hardwareTier, driverVersion: state.hardware?.host.driverVersion ?? "",
      hardwareFingerprint: state.hardware?.fingerprint ?? "", decidedAt: endedAt,
      attempt: state.order.attempt, evidenceSHA256: sha256)
  }
}
