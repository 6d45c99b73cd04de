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
    let news = results.verifications.filter { !$0.isDeferredAsBefore }
    return refusals + news.flatMap(lines) + deferredAsBefore
  }

  /// Claims that are deferred for the reason of the run before, one line a reason: they were named then, and there may
  /// be many.
  private var deferredAsBefore: [String] {
    let waiting = results.verifications.filter(\.isDeferredAsBefore)
    let groups = Dictionary(grouping: waiting) { $0.ending.verdict?.verdict.reason.sentence ?? "" }
    return groups.sorted { $0.key < $1.key }.flatMap { sentence, group in
      guard group.count > 1 else { return group.flatMap(lines) }
      let money = MoneySums.sums(of: group.flatMap(\.claim.money))
      return [
        "verify    \(group.count) claims, claimed worth \(Phrases.money(money))",
        "          deferred as before: \(sentence); verify --dry-run names them",
      ]
    }
  }

  private func lines(_ result: VerificationResult) -> [String] {
    let claim = result.claim
    let subject =
      "\(claim.key.projectID) \(claim.key.claim): \(Phrases.count(claim.cellCount, "cell")), claimed worth "
      + "\(Phrases.money(claim.money)); explain cell-\(claim.latestCellID)"
    switch result.ending {
    case .verdict(let verdict, let id, let detail):
      let known = id.map { "verdict-\($0)" } ?? "as before"
      return ["verify    \(subject)", "          \(verdict.summary) (\(known))"]
        + (detail.isEmpty ? [] : ["          \(detail)"])
    case .notTried(let reason):
      let word = reason == .runIsFull ? "deferred" : "not tried"
      return ["verify    \(subject)", "          \(word): \(reason.sentence)"]
    case .wouldBeTried: return ["would verify  \(subject)"]
    case .interrupted:
      return ["verify    \(subject)", "          stopped as asked, and no try: the next run begins again"]
    }
  }

  /// One verdict of a trace, and what it is to the usage; cells are named where there are several.
  static func lines(of bearing: VerdictBearing, detail: String, isOneCell: Bool) -> [String] {
    let (stored, verdict) = (bearing.stored, bearing.stored.verdict)
    let head =
      "verdict  verdict-\(stored.id)  \(verdict.claim.projectID)  \(verdict.claim.claim)  \(verdict.summary), "
      + "\(verdict.decidedAt), evidence sha256 \(verdict.evidenceSHA256)"
    let standings = bearing.standings.map { standing, cellIDs -> String in
      let phrase =
        standing == .counts && verdict.outcome == .rejected
        ? "counts now, so no saving is billed" : standing.phrase
      return isOneCell ? phrase : "\(phrase): \(Self.names("cell", cellIDs))"
    }
    let rated =
      bearing.chargeIDs.isEmpty
      ? []
      : [
        "\(Self.names("charge", bearing.chargeIDs)) \(bearing.chargeIDs.count == 1 ? "was" : "were") rated by it"
      ]
    return [head]
      + ([detail].filter { !$0.isEmpty } + [(standings + rated).joined(separator: "; ")]).map {
        "         \($0)"
      }
  }

  private static func names(_ noun: String, _ ids: [Int64]) -> String {
    let names = ids.prefix(5).map { "\(noun)-\($0)" }.joined(separator: ", ")
    return ids.count > 5 ? "\(names) and \(ids.count - 5) more" : names
  }
}

extension VerificationResult {
  /// Whether the last run said the same: nothing was recorded.
  fileprivate var isDeferredAsBefore: Bool {
    guard let ending = ending.verdict else { return false }
    return ending.verdict.outcome == .deferred && ending.id == nil
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
