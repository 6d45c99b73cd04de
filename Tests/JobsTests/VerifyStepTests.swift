import Billing
import Hashing
import Jobs
import Metering
import SQLiteStore
import Testing
import Verification

@Suite("The step that verifies")
struct VerifyStepTests {
  /// Ten hours of baseline, four said to be saved: a claimed speed-up of 1.66.
  private func office(host: (ScriptedHost) -> Void = { _ in }) throws -> (office: Office, host: ScriptedHost)
  {
    let office = try Office()
    office.catalog.measure = .gpuHoursSaved
    office.post(
      UsageDraft("one").with {
        ($0.gpuHoursBefore, $0.gpuHours, $0.gpuHoursSaved, $0.signature) = ("10", "6", "4", "sig")
      })
    let scripted = ScriptedHost(clock: office.clock)
    host(scripted)
    office.verification = scripted.context()
    return (office, scripted)
  }

  private func verdicts(_ office: Office) throws -> [Verdict] {
    try SQLiteStore.open(path: office.path, mode: .readOnly).verdicts().map(\.verdict)
  }

  private func sent(_ office: Office) -> Int128 { office.first.counted.values.reduce(0, +) }

  @Test(
    "A claim is verified, billed at its bound, or not at all, in the very run that verifies it",
    arguments: [
      (Int64(200), "ab", Verdict.Outcome.verified, Int128(4)), (125, "ab", .partiallyVerified, 1),
      (100, "ab", .rejected, 0), (200, "ff", .rejected, 0),
    ])
  func outcomes(percent: Int64, output: String, outcome: Verdict.Outcome, hours: Int128) throws {
    let (office, _) = try office {
      $0.speedUpPercent = percent
      $0.optimisedOutput = output
    }
    let results = try office.run(.verifying())
    #expect(try verdicts(office).map(\.outcome) == [outcome])
    #expect(sent(office) == hours)
    #expect(results.verifications.compactMap(\.ending.verdict?.verdict.outcome) == [outcome])
    #expect(results.standing.charges.isEmpty)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("What is recorded as evidence gives the same verdict again, whoever asks")
  func evidence() throws {
    let (office, _) = try office()
    try office.run(.verifying())
    let store = try SQLiteStore.open(path: office.path, mode: .readOnly)
    let stored = try #require(try store.verdicts().first)
    let bytes = try #require(try store.evidence(ofVerdict: stored.id))
    let check = EvidenceCheck.recompute(bytes, expecting: .init(of: stored.verdict))
    #expect(check.differences.isEmpty)
    #expect(check.verdict == stored.verdict)
  }

  @Test("A claim that has its verdict is not replayed again")
  func once() throws {
    let (office, host) = try office()
    try office.run(.verifying())
    let runCount = host.runCount
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    let results = try office.run(.verifying())
    #expect(host.runCount == runCount)
    #expect(results.verifications.isEmpty)
  }

  @Test("Without hardware the saving waits; that it does is recorded once, not every night")
  func deferred() throws {
    let (office, _) = try office { $0.failure = .noHardware(detail: "none") }
    for _ in 0..<3 {
      let results = try office.run(.verifying())
      #expect(results.standing.charges.map(\.reason) == ["unverified"])
      #expect(results.exitStatus == .partial)
      office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    }
    #expect(try verdicts(office).map(\.reason) == [.noHardware])
    #expect(sent(office) == 0)
  }

  @Test("On the wrong tier, or without a replay, nothing is run and the saving waits")
  func nothingToRun() throws {
    let (office, host) = try office { $0.tierOfHost = "a100" }
    try office.run(.verifying())
    office.verification = host.context(manifests: [])
    try office.run(.verifying())
    #expect(host.runCount == 0)
    #expect(try verdicts(office).map(\.reason) == [.hardwareMismatch, .manifestMissing])
    #expect(sent(office) == 0)
  }

  @Test("A replay that is there and refused is the reason, told with what to do, and not that there is none")
  func refusedManifest() throws {
    let (office, host) = try office()
    var context = host.context(manifests: [])
    context.refusedReplays = [
      RefusedReplay(projectID: "proj-2", claim: "m|h100|sig", hardwareTier: "h100", detail: "foreign"),
      RefusedReplay(projectID: nil, claim: "m|h100|sig", hardwareTier: "h100", detail: "sign it"),
      RefusedReplay(projectID: nil, claim: "m|a100|sig", hardwareTier: "a100", detail: "another"),
    ]
    office.verification = context
    let results = try office.run(.verifying())
    #expect(try verdicts(office).map(\.reason) == [.manifestRefused])
    #expect(results.verifications.compactMap(\.ending.verdict?.detail) == ["sign it"])
    #expect(try office.rehearse(.verifying()).verifications.map(\.ending.word) == ["manifest_refused"])
    #expect(host.runCount == 0)
    let store = try SQLiteStore.open(path: office.path, mode: .readOnly)
    let trace = try #require(try store.trace("one"))
    #expect(try trace.verdictDetails(in: store) == [1: "sign it"])
    office.verification = host.context()
    #expect(try office.run(.verifying()).verifications.map(\.ending.word) == ["verified"])
  }

  @Test(
    "The ledger tells what waits for a verdict, why, and which verdicts count; a trace tells it of its usage")
  func standing() throws {
    let (office, host) = try office { $0.failure = .noHardware(detail: "none") }
    func standing() throws -> VerificationStanding {
      try WaitingClaims.standing(
        in: SQLiteStore.open(path: office.path, mode: .readOnly), catalog: office.catalog.catalog,
        terms: VerdictTerms(), now: office.clock.now())
    }
    func bearings() throws -> [[VerdictStanding]] {
      let trace = try SQLiteStore.open(path: office.path, mode: .readOnly).trace("one")
      return try #require(trace).verdictBearings.map { $0.standings.map(\.standing) }
    }
    try office.run(.verifying())
    #expect(try standing().waiting.map(\.cause) == [.deferred])
    #expect(try standing().countOfOutcome.isEmpty)
    #expect(try bearings() == [[.decidesNothing]])
    host.failure = nil
    try office.run(.verifying())
    #expect(try standing().waitingCount == 0)
    #expect(try standing().countOfOutcome == [.verified: 1])
    #expect(try bearings() == [[.decidesNothing], [.counts]])
    office.clock.instant = office.clock.instant.adding(seconds: 91 * 86_400)
    #expect(try standing().lapsedCount == 1)
  }

  @Test("A replay for the project comes before one for every project")
  func ownManifest() throws {
    let (office, host) = try office()
    office.verification = host.context(manifests: [
      ScriptedHost.manifest(id: "a-general"), ScriptedHost.manifest(projectID: "proj-1", id: "own"),
      ScriptedHost.manifest(projectID: "proj-2", id: "foreign"),
    ])
    try office.run(.verifying())
    let store = try SQLiteStore.open(path: office.path, mode: .readOnly)
    let bytes = try #require(try store.evidence(ofVerdict: 1))
    #expect(String(decoding: bytes, as: UTF8.self).contains(#""own""#))
  }

  @Test("A run whose room for claims is used up leaves the rest to the next")
  func full() throws {
    let (office, host) = try office()
    office.post(
      UsageDraft("two").with {
        ($0.project, $0.signature) = ("proj-2", "sig")
        ($0.gpuHoursBefore, $0.gpuHours, $0.gpuHoursSaved) = ("5", "4", "1")
      })
    office.verification = host.context { $0.claimCountMax = 1 }
    let results = try office.run(.verifying())
    #expect(
      results.verifications.map(\.claim.key.projectID) == ["proj-1", "proj-2"], "the largest money first")
    #expect(results.verifications.map(\.ending.word) == ["verified", "deferred"])
    #expect(results.verifications.map(\.ending.reason) == ["claim_supported", "run_is_full"])
    #expect(results.exitStatus == .partial)
    let next = try office.run(.verifying())
    #expect(next.verifications.map(\.ending.word) == ["verified"])
  }

  @Test("A claim that says everything was saved is not tried, and waits")
  func everythingSaved() throws {
    let office = try Office()
    office.catalog.measure = .gpuHoursSaved
    office.post(
      UsageDraft("one").with {
        ($0.gpuHoursBefore, $0.gpuHours, $0.gpuHoursSaved, $0.signature) = ("10", "0", "10", "sig")
      })
    let host = ScriptedHost(clock: office.clock)
    office.verification = host.context()
    let results = try office.run(.verifying())
    #expect(results.verifications.map(\.ending.word) == ["no_speed_up"])
    #expect(host.runCount == 0)
  }

  @Test("A host's health is measured before its first claim of the day, and recorded")
  func health() throws {
    let (office, host) = try office()
    office.verification = host.context { $0.healthValiditySeconds = 86_400 }
    try office.run(.verifying())
    let store = try SQLiteStore.open(path: office.path, mode: .readOnly)
    #expect(try store.hostHealth().map(\.outcome) == [.healthy])
    #expect(try verdicts(office).map(\.outcome) == [.verified])
  }

  @Test("A host that was found noisy decides nothing until it is not")
  func noisyHost() throws {
    let (office, host) = try office()
    let store = try SQLiteStore.open(path: office.path, mode: .readWrite)
    try store.acquireLease(Office.owner, at: office.clock.now(), witness: .waived)
    let runID = try store.beginRun(
      RunRecord(name: "verify", actor: "test@host", reason: "", startedAt: office.clock.now()))
    let evidence = Array("{}".utf8)
    try store.record(
      HostHealthRecord(
        hardwareTier: "h100", hardwareFingerprint: "1 x NVIDIA H100", outcome: .noisy,
        endedAt: office.clock.now(), evidenceSHA256: Digest256(of: evidence).hex),
      evidence: evidence, runID: runID)
    store.releaseLease()
    office.verification = host.context { $0.healthValiditySeconds = 86_400 }
    let results = try office.run(.verifying())
    #expect(try verdicts(office).map(\.reason) == [.hostNoise])
    #expect(results.standing.charges.map(\.reason) == ["unverified"])
  }

  @Test("With another driver a claim is verified anew, and what was measured before covers no later hour")
  func anotherDriver() throws {
    let (office, host) = try office()
    try office.run(.verifying())
    host.driver = "590.10.01"
    host.speedUpPercent = 125
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    office.post(
      UsageDraft("later").with {
        ($0.gpuHoursBefore, $0.gpuHours, $0.gpuHoursSaved, $0.signature) = ("10", "6", "4", "sig")
        $0.hour = $0.hour.adding(hours: 24)
      })
    try office.run(.verifying())
    #expect(try verdicts(office).map(\.driverVersion) == ["580.159.03", "590.10.01"])
    #expect(try verdicts(office).map(\.outcome) == [.verified, .partiallyVerified])
  }

  @Test("Usage older than a verdict of today would cover is not replayed night after night")
  func tooOld() throws {
    let (office, host) = try office()
    office.verification = host.context { $0.terms = VerdictTerms(validitySeconds: 86_400) }
    office.clock.instant = office.clock.instant.adding(seconds: 5 * 86_400)
    for _ in 0..<2 {
      let results = try office.run(.verifying())
      #expect(results.verifications.map(\.ending.word) == ["usage_too_old"])
      #expect(results.exitStatus == .partial)
    }
    #expect(host.runCount == 0)
  }

  @Test("A claim that was rejected is tried once more when a person says so, by the strict looks")
  func again() throws {
    let (office, host) = try office { $0.optimisedOutput = "ff" }
    try office.run(.verifying())
    host.optimisedOutput = "ab"
    var plan = RunPlan.verifying()
    plan.claims = [ClaimKey(projectID: "proj-1", claim: "m|h100|sig")]
    office.post(
      UsageDraft("late").with {
        ($0.gpuHoursBefore, $0.gpuHours, $0.gpuHoursSaved, $0.signature) = ("10", "6", "4", "sig")
      })
    let unasked = try office.run(plan)
    #expect(unasked.verifications.isEmpty)
    plan.triesAgain = true
    office.post(
      UsageDraft("later").with {
        ($0.gpuHoursBefore, $0.gpuHours, $0.gpuHoursSaved, $0.signature) = ("10", "6", "4", "sig")
        $0.hour = $0.hour.adding(hours: 3)
      })
    try office.run(plan)
    #expect(try verdicts(office).map(\.outcome) == [.rejected, .verified])
    #expect(try verdicts(office).map(\.attempt) == [1, 3])
  }

  @Test("A dry run lists what would be tried, and runs and writes nothing")
  func rehearsed() throws {
    let (office, host) = try office()
    office.verification = nil
    try office.run(.verifying())
    office.verification = host.context()
    let results = try office.rehearse(.verifying())
    #expect(results.verifications.map(\.ending.word) == ["would_be_tried"])
    #expect(host.runCount == 0)
    #expect(try verdicts(office).isEmpty)
  }

  @Test("Without anything to verify with the savings wait, and the run says so")
  func notConfigured() throws {
    let (office, _) = try office()
    office.verification = nil
    let results = try office.run(.verifying())
    #expect(!results.isVerifying)
    #expect(results.standing.charges.map(\.reason) == ["unverified"])
  }

  @Test("Only the claims that were asked for are tried")
  func chosen() throws {
    let (office, host) = try office()
    var plan = RunPlan.verifying()
    plan.claims = [ClaimKey(projectID: "proj-9", claim: "m|h100|sig")]
    let results = try office.run(plan)
    #expect(results.verifications.isEmpty)
    #expect(host.runCount == 0)
  }
}
