package import Billing
package import Metering
import Verification

/// Replays the claims that usage waits for and records what came of it, the largest money first.
enum Step2Verify {
  static func run(_ plan: RunPlan, _ context: RunContext, runID: Int64) throws(RunError)
    -> [VerificationResult]
  {
    guard let verification = context.verification else { return [] }
    let host = VerificationHost(verification)
    let snapshot = try self.snapshot(plan, context)
    let claims = OpenClaims.claims(
      in: snapshot, catalog: context.catalog, scope(plan, context, verification, host))
    var round = VerificationRound(
      plan: plan, context: context, verification: verification, host: host,
      book: VerdictBook(snapshot.verdicts), runID: runID)
    for (index, claim) in claims.enumerated() where plan.claims?.contains(claim.key) ?? true {
      try context.continueUnlessStopped()
      context.progress.advanced(.verify, subject: claim.key.claim, done: index, total: claims.count)
      try round.verify(claim)
    }
    return round.results
  }

  /// The claims that a run would try, without trying any.
  static func rehearse(_ plan: RunPlan, _ context: RunContext) throws(RunError) -> [VerificationResult] {
    guard let verification = context.verification else { return [] }
    let snapshot = try self.snapshot(plan, context)
    let claims = OpenClaims.claims(
      in: snapshot, catalog: context.catalog,
      scope(plan, context, verification, VerificationHost(verification))
    ).filter { plan.claims?.contains($0.key) ?? true }
    return claims.map { claim in
      let key = OpenClaimKey(key: claim.key, hardwareTier: claim.hardwareTier)
      let ending: VerificationResult.Ending =
        switch verification.replay(of: key) {
        case .known: .wouldBeTried
        case .refused: .notTried(.manifestRefused)
        case .missing: .notTried(.manifestMissing)
        }
      return VerificationResult(claim: claim, ending: ending)
    }
  }

  private static func scope(
    _ plan: RunPlan, _ context: RunContext, _ verification: VerificationContext, _ host: VerificationHost
  ) -> OpenClaims.Scope {
    var scope = OpenClaims.Scope()
    scope.window = plan.window
    if plan.triesAgain { scope.triedAgain = plan.claims ?? [] }
    scope.driverOfTier = { host.fingerprint(ofTier: $0) == nil ? nil : host.driverVersion }
    scope.coveredFrom = WaitingClaims.coveredFrom(
      catalog: context.catalog, terms: verification.rules.terms, now: context.clock.now())
    return scope
  }

  /// The ledger's open and waiting usage up to the hour that is over, or to the window's end.
  private static func snapshot(_ plan: RunPlan, _ context: RunContext) throws(RunError) -> LedgerSnapshot {
    let end = min(context.clock.now().hour, plan.window?.end ?? UTCHour(index: .max))
    return try inStore { () throws(StoreError) in try WaitingClaims.snapshot(of: context.store, before: end) }
  }
}

/// What became of one claim in this run.
package struct VerificationResult: Sendable {
  /// How trying it ended.
  package enum Ending: Sendable {
    /// There is a verdict; recorded under that number, unless the ledger holds the same already. The detail is what a
    /// person should know beside its reason; it may be empty.
    case verdict(Verdict, id: Int64?, detail: String)
    /// Nothing was tried.
    case notTried(NotTried)
    /// A run would try it.
    case wouldBeTried
    /// The program was asked to stop.
    case interrupted
  }

  /// Why nothing was tried. The raw value is what results hold.
  package enum NotTried: String, CaseIterable, Sendable {
    /// It was tried as often as the rules allow.
    case personDecides = "person_decides"
    /// All of its usage is older than a verdict of today could cover.
    case usageTooOld = "usage_too_old"
    /// Its usage says that nothing, or everything, was saved.
    case noSpeedUp = "no_speed_up"
    /// The run's time or number of claims was used up.
    case runIsFull = "run_is_full"
    /// No replay is on the allow-list.
    case manifestMissing = "manifest_missing"
    /// The replay that says it is for the claim is not on the allow-list.
    case manifestRefused = "manifest_refused"

    /// What a person does about it.
    package var sentence: String {
      switch self {
      case .personDecides:
        "it was tried three times without a verdict: look at its evidence, then verify --again --usage-id "
          + "ID, or agree on it with the customer"
      case .usageTooOld:
        "its usage is older than a verdict of today would cover: agree on it with the customer, or set verification: "
          + "not_required with a reason for the project"
      case .noSpeedUp: "its events say that nothing, or all of the baseline, was saved: no speed-up does that"
      case .runIsFull: "this run's time for verifying was used up: the next one goes on"
      case .manifestMissing: VerdictReason.manifestMissing.sentence
      case .manifestRefused: VerdictReason.manifestRefused.sentence
      }
    }
  }

  /// The claim.
  package let claim: OpenClaim
  /// How trying it ended.
  package let ending: Ending

  /// Whether there is a verdict to bill by.
  package var isConclusive: Bool {
    if case .verdict(let verdict, _, _) = ending { verdict.outcome.isConclusive } else { false }
  }
}
