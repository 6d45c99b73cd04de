import Billing
import Jobs
import Metering
import Verification

/// What became of claims, for people.
struct VerificationReport {
  let results: RunResults

  var lines: [String] {
    guard results.plan.job.steps.contains(.verify) else { return [] }
    guard results.isVerifying else {
      return ["verify    nothing: billing.yaml has no section verification, so claimed savings wait"]
    }
    let refusals = results.replayRefusals.map { "verify    refused: \($0)" }
    guard !results.verifications.isEmpty else { return refusals + ["verify    no claim waits for a verdict"] }
    return refusals + results.verifications.flatMap(lines)
  }

  private func lines(_ result: VerificationResult) -> [String] {
    let claim = result.claim
    let subject =
      "\(claim.key.projectID) \(claim.key.claim): \(Phrases.count(claim.cellCount, "cell")), claimed worth "
      + Phrases.money(claim.money)
    switch result.ending {
    case .verdict(let verdict, let id):
      let known = id.map { "verdict-\($0)" } ?? "as before"
      return ["verify    \(subject)", "          \(verdict.summary) (\(known))"]
    case .notTried(let reason): return ["verify    \(subject)", "          not tried: \(reason.sentence)"]
    case .wouldBeTried: return ["would verify  \(subject)"]
    case .interrupted:
      return ["verify    \(subject)", "          stopped as asked, and no try: the next run begins again"]
    }
  }

  /// One verdict of a trace.
  static func lines(of stored: StoredVerdict) -> [String] {
    let verdict = stored.verdict
    return [
      "verdict  verdict-\(stored.id)  \(verdict.claim.projectID)  \(verdict.claim.claim)  \(verdict.summary), "
        + "\(verdict.decidedAt), evidence sha256 \(verdict.evidenceSHA256)"
    ]
  }
}

extension Verdict {
  /// Such as `partially_verified: less was measured than is claimed: the lower bound is billed; claimed 1.5, measured
  /// 1.3009, at least 1.2987 on h200`.
  var summary: String {
    let measured = estimate.map { ", measured \($0.text)" } ?? ""
    let bound = lowerBound.map { ", at least \($0.text)" } ?? ""
    return
      "\(outcome.rawValue): \(reason.sentence); claimed \(claimed.text)\(measured)\(bound) on \(hardwareTier)"
  }
}
