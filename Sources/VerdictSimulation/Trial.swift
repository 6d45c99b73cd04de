package import Billing
import Foundation
import Hashing
package import Verification

/// One verification on a simulated host, decided by the very rules that bill.
package struct Trial: Sendable {
  /// What it came to.
  package let outcome: Verdict.Outcome
  /// How many blocks it took.
  package let blockCount: Int
  /// Whether any look's lower bound was above the truth, whether or not it was the last.
  package let isBoundAboveTruth: Bool
  /// The saved GPU hours that are billed, in grid steps.
  package let billedSteps: Int128

  /// The GPU hours that the baseline takes in every simulation.
  package static let baselineSteps: Int128 = 1_000_000_000_000_000

  /// The claim that a speed-up of the truth amounts to, with the saved hours inflated.
  package static func claim(speedUp: Double, inflation: Double) -> VerificationClaim? {
    let share = min((1 - 1 / speedUp) * inflation, 0.999)
    return VerificationClaim(
      key: ClaimKey(projectID: "simulated", claim: "model|tier|signature"), hardwareTier: "tier",
      savedSteps: Int128(share * Double(baselineSteps)), baselineSteps: baselineSteps)
  }

  /// Tries a claim on a host.
  package init(
    _ claim: VerificationClaim, on host: SimulatedHost, schedule: LookSchedule, terms: VerdictTerms,
    seed: UInt64
  ) {
    var numbers = SeededNoise(seed: seed)
    let coins = (0..<4).flatMap { _ in withUnsafeBytes(of: numbers.next()) { Array($0) } }
    guard let digest = Digest256(bytes: coins), let last = schedule.steps.last else {
      preconditionFailure("four numbers have 32 bytes, and a schedule has looks")
    }
    let logRatios = host.logRatiosTrillionths(
      blockCount: last.blockCount, seed: BlockSeed(digest: digest), &numbers)
    let truth = Int64((log(host.speedUp) * 1e12).rounded(.up))
    var decision: (outcome: Verdict.Outcome, look: Look)?
    var look: Look?
    for step in schedule.steps {
      let next = Look(
        step: step, logRatiosTrillionths: Array(logRatios.prefix(step.blockCount)), earlier: look)
      look = next
      let found = VerdictRules.decide(next, isLast: step == last, claim: claim, terms: terms)
      if decision == nil, let found { decision = (found.outcome, next) }
    }
    guard let look, let decision else { preconditionFailure("the last look decides") }
    outcome = decision.outcome
    blockCount = decision.look.step.blockCount
    isBoundAboveTruth = look.bestLowerTrillionths > truth
    let bills = outcome == .verified || outcome == .partiallyVerified
    billedSteps =
      bills
      ? SavingRule.billableSteps(
        claimedSteps: claim.savedSteps, baselineSteps: claim.baselineSteps,
        lowerBound: decision.look.bestLower, terms: terms) : 0
  }
}
