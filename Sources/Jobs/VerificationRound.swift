import Billing
import Metering
import Verification

/// One run's verifying: what was tried so far, and how much time is left.
struct VerificationRound {
  let plan: RunPlan
  let context: RunContext
  let verification: VerificationContext
  let host: VerificationHost
  let book: VerdictBook
  let runID: Int64
  private let startedNanoseconds: UInt64
  private var measuredCount = 0
  private(set) var results: [VerificationResult] = []

  init(
    plan: RunPlan, context: RunContext, verification: VerificationContext, host: VerificationHost,
    book: VerdictBook, runID: Int64
  ) {
    self.plan = plan
    self.context = context
    self.verification = verification
    self.host = host
    self.book = book
    self.runID = runID
    startedNanoseconds = context.clock.monotonicNanoseconds()
  }

  /// Tries a claim, unless the rules say otherwise, and records its verdict.
  mutating func verify(_ claim: OpenClaim) throws(RunError) {
    results.append(VerificationResult(claim: claim, ending: try ending(of: claim)))
  }

  private mutating func ending(of claim: OpenClaim) throws(RunError) -> VerificationResult.Ending {
    guard !claim.isTooOld else { return .notTried(.usageTooOld) }
    guard let attempt = nextAttempt(of: claim) else { return .notTried(.personDecides) }
    let stated = VerificationClaim(
      key: claim.key, hardwareTier: claim.hardwareTier, savedSteps: claim.savedSteps,
      baselineSteps: claim.baselineSteps)
    guard let stated else { return .notTried(.noSpeedUp) }
    let key = OpenClaimKey(key: claim.key, hardwareTier: claim.hardwareTier)
    let manifest = verification.manifest(for: key)
    guard manifest == nil || hasRoom else { return .notTried(.runIsFull) }
    if let manifest {
      measuredCount += 1
      try measureHealth(of: claim.hardwareTier, with: manifest)
    }
    let order = order(
      .claim(stated), verification.replay(of: key), attempt: attempt, isHighValue: isHighValue(claim))
    switch perform(order, manifest) {
    case .verdict(let verdict, let detail, let evidence):
      return .verdict(verdict, id: try record(verdict, evidence), detail: detail)
    case .interrupted: return .interrupted
    case .hostHealth: preconditionFailure("a claim's verification ends in a verdict")
    }
  }

  /// The number of the next try; `nil` when a person must decide. Verdicts of another driver or tier, and those that
  /// expired, were about something else. A claim that is tried once more is held to the strict schedule.
  private func nextAttempt(of claim: OpenClaim) -> Int? {
    guard !plan.triesAgain else { return VerificationLimits.tryCountMax }
    let earlier = book.verdicts(of: claim.key).reversed().map(\.verdict).filter { verdict in
      verdict.hardwareTier == claim.hardwareTier && !verdict.outcome.isConclusive
        && verdict.covers(claim.latestHour)
        && (host.driverVersion.isEmpty || verdict.driverVersion == host.driverVersion)
    }
    switch RetryRules.next(after: earlier) {
    case .attempt(let number): return number
    case .person: return nil
    case .concluded: preconditionFailure("conclusive verdicts were left out")
    }
  }

  private var hasRoom: Bool {
    let elapsedSeconds = Int64(
      clamping: (context.clock.monotonicNanoseconds() - startedNanoseconds) / 1_000_000_000)
    return measuredCount < verification.rules.claimCountMax
      && elapsedSeconds < verification.rules.secondsPerRunMax
  }

  private func isHighValue(_ claim: OpenClaim) -> Bool {
    claim.money.contains { $0.steps > verification.rules.highValueSteps }
  }

  private func order(
    _ subject: VerificationOrder.Subject, _ replay: VerificationOrder.Replay, attempt: Int, isHighValue: Bool
  ) -> VerificationOrder {
    let projectID: String? = if case .claim(let claim) = subject { claim.key.projectID } else { nil }
    let terms = projectID.flatMap { context.catalog.projects[$0]?.verdictTerms } ?? verification.rules.terms
    return VerificationOrder(
      subject: subject, replay: replay, terms: terms, isHighValue: isHighValue,
      window: context.clock.now().hour.text, attempt: attempt, nonce: verification.nonce(),
      toolVersion: verification.toolVersion, startedAt: context.clock.now(),
      timeMaxSeconds: verification.rules.secondsPerClaimMax)
  }

  private func perform(_ order: VerificationOrder, _ manifest: ReplayManifest?) -> VerificationOutcome {
    let (store, subject) = (context.store, order.claim?.key.claim ?? "host health, \(order.hardwareTier)")
    let (validity, now) = (verification.rules.healthValiditySeconds, context.clock.now())
    let gate = HardwareGate(match: verification.matchTier) { fingerprint in
      guard validity > 0 else { return .unknown }
      // A ledger that cannot be read ends the run at the next write; here it only means that nothing is known.
      let records = ((try? store.hostHealth()) ?? []).filter { $0.endedAt >= now.adding(seconds: -validity) }
      let standing = HealthRules.standing(
        of: records.map(HealthRules.Replay.init), hardwareFingerprint: fingerprint)
      // A host for which nothing vouches decides nothing.
      return standing == .unknown && order.claim != nil ? .noisy : standing
    }
    return ClaimVerification.perform(
      order, manifest: manifest, gate: gate, probe: verification.probe, replayer: verification.replayer,
      clock: context.clock
    ) { progress in
      context.progress.noted(.verify, "\(subject): \(progress)")
    }
  }

  /// A deferral that says what the last one said is no news, and would fill the ledger night by night.
  private func record(_ verdict: Verdict, _ evidence: [UInt8]) throws(RunError) -> Int64? {
    if verdict.outcome == .deferred, let last = book.verdicts(of: verdict.claim).first?.verdict,
      last.outcome == .deferred, last.reason == verdict.reason, last.driverVersion == verdict.driverVersion
    {
      return nil
    }
    return try inStore { () throws(StoreError) in
      try context.store.record(verdict, evidence: evidence, runID: runID)
    }
  }

  /// Replays a workload against itself when nothing recent says whether these devices can be trusted.
  private func measureHealth(of tier: String, with manifest: ReplayManifest) throws(RunError) {
    let validity = verification.rules.healthValiditySeconds
    guard validity > 0, let fingerprint = host.fingerprint(ofTier: tier) else { return }
    let start = context.clock.now().adding(seconds: -validity)
    guard !(try isHealthKnown(of: fingerprint, since: start)) else { return }
    let order = order(
      .hostHealth(hardwareTier: tier), .known(ReplayIdentity(manifest)), attempt: 1, isHighValue: true)
    guard case .hostHealth(let replay, let evidence) = perform(order, manifest) else { return }
    let record = HostHealthRecord(
      hardwareTier: tier, hardwareFingerprint: replay.hardwareFingerprint, outcome: replay.outcome,
      endedAt: replay.endedAt, evidenceSHA256: Evidence.sha256(of: evidence))
    try inStore { () throws(StoreError) in
      try context.store.record(record, evidence: evidence, runID: runID)
    }
  }

  private func isHealthKnown(of fingerprint: String, since start: Instant) throws(RunError) -> Bool {
    try inStore { () throws(StoreError) in
      try context.store.hostHealth().contains {
        $0.hardwareFingerprint == fingerprint && $0.endedAt >= start && $0.outcome != .unmeasured
      }
    }
  }
}

extension HealthRules.Replay {
  /// A replay as the ledger holds it.
  init(_ record: HostHealthRecord) {
    let result: Conclusion.Result =
      switch record.outcome {
      case .healthy: .healthy
      case .noisy: .noisy
      case .unmeasured: .unmeasured(.hostNoise)
      }
    self.init(result: result, hardwareFingerprint: record.hardwareFingerprint, endedAt: record.endedAt)
  }

  /// The result in a word.
  var outcome: HostHealthRecord.Outcome {
    switch result {
    case .healthy: .healthy
    case .noisy: .noisy
    case .verdict, .unmeasured, .interrupted: .unmeasured
    }
  }
}
