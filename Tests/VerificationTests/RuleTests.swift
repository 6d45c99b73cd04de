import Billing
import Testing
import VerdictSimulation

@testable import Verification

@Suite struct RuleTests {
  @Test(
    "Whatever is measured and claimed, no more than the claim is billed, and nothing without a bound",
    arguments: 1...200)
  func neverAboveClaim(_ seed: UInt64) throws {
    var numbers = SeededNoise(seed: seed)
    let baseline = Int128(numbers.next() >> 10) + 2
    let saved = Int128(numbers.next()) % (baseline - 1) + 1
    let claim = try #require(
      VerificationClaim(
        key: ClaimKey(projectID: "p", claim: "c"), hardwareTier: "t", savedSteps: saved,
        baselineSteps: baseline))
    let schedule = numbers.next() & 1 == 0 ? LookSchedule.standard : .strict
    let policy = numbers.next() & 1 == 0 ? VerdictTerms.Policy.claimWithinTolerance : .lowerBound
    let terms = VerdictTerms(tolerancePartsPerMillion: Int64(numbers.next() % 100_000), policy: policy)
    let center = numbers.normal(standardDeviation: 0.3)
    let step = try #require(schedule.steps.randomElement(using: &numbers))
    let ratios = (0..<step.blockCount).map { _ in
      Int64((center + numbers.normal(standardDeviation: 0.02)) * 1e12)
    }
    let look = Look(step: step, logRatiosTrillionths: ratios, earlier: nil)
    let isLast = schedule.isLast(step)
    guard let decision = VerdictRules.decide(look, isLast: isLast, claim: claim, terms: terms) else {
      #expect(!isLast)
      return
    }
    let billed = SavingRule.billableSteps(
      claimedSteps: saved, baselineSteps: baseline, lowerBound: look.bestLower, terms: terms)
    let supported = SavingRule.supportedSteps(baselineSteps: baseline, at: look.bestLower)
    #expect(billed <= saved)
    switch decision.outcome {
    case .verified:
      #expect(billed == saved)
      if policy == .lowerBound { #expect(supported >= saved) }
    case .partiallyVerified: #expect(billed < saved && billed == supported && billed > 0)
    case .rejected: #expect(look.upper.partsPerMillion < 1_020_000)
    case .inconclusive, .deferred: #expect(isLast && look.bestLower.partsPerMillion <= 1_020_000)
    }
  }

  @Test("Claims of nothing or of everything are none")
  func claims() {
    for saved: Int128 in [0, -1, 100, 101] {
      #expect(
        VerificationClaim(
          key: ClaimKey(projectID: "p", claim: "c"), hardwareTier: "t", savedSteps: saved, baselineSteps: 100)
          == nil)
    }
  }

  private func verdict(_ outcome: Verdict.Outcome, bound: SpeedUp?) -> Verdict {
    Verdict(
      claim: ClaimKey(projectID: "p", claim: "c"), outcome: outcome, reason: .boundsTooWide, claimed: .none,
      lowerBound: bound, estimate: bound, terms: VerdictTerms(), hardwareTier: "t", driverVersion: "",
      hardwareFingerprint: "", decidedAt: Instant(epochSeconds: 0), attempt: 1, evidenceSHA256: "")
  }

  @Test("Three tries with a look, then a person; tries without a look and deferrals cost nothing")
  func retries() {
    let spent = verdict(.inconclusive, bound: SpeedUp.none)
    let free = verdict(.inconclusive, bound: nil)
    let deferred = verdict(.deferred, bound: nil)
    let verified = verdict(.verified, bound: SpeedUp.none)
    #expect(RetryRules.next(after: []) == .attempt(1))
    #expect(RetryRules.next(after: [free, deferred, free]) == .attempt(1))
    #expect(RetryRules.next(after: [spent, deferred]) == .attempt(2))
    #expect(RetryRules.next(after: [spent, free, spent]) == .attempt(3))
    #expect(RetryRules.next(after: [spent, spent, deferred, spent]) == .person)
    #expect(RetryRules.next(after: [spent, verified]) == .concluded(verified))
    #expect(RetryRules.next(after: [spent, spent, verified, spent]) == .attempt(2))
    #expect(LookSchedule.chosen(attempt: 1, isHighValue: false) == .standard)
    #expect(LookSchedule.chosen(attempt: 2, isHighValue: false) == .strict)
    #expect(LookSchedule.chosen(attempt: 1, isHighValue: true) == .strict)
  }

  @Test("Few spoilt blocks are measured again; more than a quarter ends it, by the reason of most")
  func spoiltBlocks() {
    func record(_ faults: [BlockFault]) -> BlockRecord {
      BlockRecord(number: 0, sides: [], faults: faults, logRatioTrillionths: 0)
    }
    let (good, hot, foreign) = (record([]), record([.heldByHeat]), record([.foreignProcess]))
    #expect(BlockRules.reasonToGiveUp(after: [hot, hot]) == nil)
    #expect(BlockRules.reasonToGiveUp(after: [hot, foreign, foreign]) == .contended)
    #expect(BlockRules.reasonToGiveUp(after: [hot, hot, hot] + Array(repeating: good, count: 9)) == nil)
    #expect(
      BlockRules.reasonToGiveUp(after: [hot, hot, hot] + Array(repeating: good, count: 8)) == .throttled)
  }

  @Test("A host is healthy by its latest replay on the same devices that measured anything")
  func health() {
    func replay(_ result: Conclusion.Result, _ fingerprint: String, _ seconds: Int64) -> HealthRules.Replay {
      HealthRules.Replay(
        result: result, hardwareFingerprint: fingerprint, endedAt: Instant(epochSeconds: seconds))
    }
    let past = [replay(.healthy, "a", 1), replay(.noisy, "a", 3), replay(.unmeasured(.contended), "a", 4)]
    #expect(HealthRules.standing(of: past, hardwareFingerprint: "a") == .noisy)
    #expect(HealthRules.standing(of: past + [replay(.healthy, "a", 5)], hardwareFingerprint: "a") == .healthy)
    #expect(HealthRules.standing(of: past, hardwareFingerprint: "b") == .unknown)
  }

  @Test(
    "A workload against itself: healthy when equal, noisy when not",
    arguments: [(0.002, 1, true), (0.3, 1, false)] as [(Double, UInt64, Bool)])
  func healthReplay(_ deviation: Double, _ seed: UInt64, _ isHealthy: Bool) throws {
    let host = RehearsedHost(speedUp: 2, standardDeviation: deviation, seed: seed)
    let outcome = try #require(Rehearsal(isHealthReplay: true).perform(on: host))
    guard case .hostHealth(let replay, let evidence) = outcome else {
      Issue.record("a health replay gives no verdict")
      return
    }
    #expect(replay.result == (isHealthy ? .healthy : .noisy))
    let check = EvidenceCheck.recompute(evidence)
    #expect(check.differences.isEmpty && check.verdict == nil)
    #expect(host.runCount == 2 + 4 + (isHealthy ? 32 : 128))
  }

  @Test("A host that favours one side of every pair is noisy")
  func biasedHost() {
    let host = RehearsedHost(standardDeviation: 0.001)
    let seed = Rehearsal(isHealthReplay: true).order.map(BlockSeed.init)
    host.bendRun = { number, run in
      guard number >= 6, let seed else { return }
      if seed.arms(ofBlock: (number - 6) / 4)[(number - 6) % 4] == .optimised { run = run.slowedByTenth() }
    }
    guard case .hostHealth(let replay, _) = Rehearsal(isHealthReplay: true).perform(on: host) else {
      Issue.record("a health replay gives no verdict")
      return
    }
    #expect(replay.result == .noisy)
  }

  @Test("Counters that move backwards, or further than time, are not believed")
  func counters() {
    func observation(_ first: Int64, _ last: Int64) -> DeviceObservation {
      let samples = [(0, first), (1_000_000_000, last)].map { time, counter in
        var sample = DeviceSample(uuid: RehearsedHost.uuid, atNanoseconds: UInt64(time))
        sample.heldNanoseconds.softwareThermal = counter
        return sample
      }
      return DeviceObservation(samples: samples)
    }
    #expect(observation(5, 25).held.softwareThermal == 20)
    #expect(observation(0, 1_050_000_000).held.softwareThermal == 1_050_000_000)
    #expect(observation(0, 1_050_000_001).held.softwareThermal == nil)
    #expect(observation(25, 5).held.softwareThermal == nil)
    #expect(observation(Int64.min, Int64.max).held.softwareThermal == nil)
  }
}

extension ReplayRun {
  func slowedByTenth() -> ReplayRun { scaled(by: 11).divided(by: 10) }
}
