import Billing
import Hashing
import Jobs
import SQLiteStore
import Testing

@Suite("Savings are billed by their verdict")
struct VerifiedSavingTests {
  /// Ten hours of baseline, four said to be saved; whole hours go to the first target.
  private func office() throws -> Office {
    let office = try Office()
    office.catalog.measure = .gpuHoursSaved
    office.post(
      UsageDraft("one").with {
        ($0.gpuHoursBefore, $0.gpuHours, $0.gpuHoursSaved, $0.signature) = ("10", "6", "4", "sig")
      })
    return office
  }

  private func record(
    _ office: Office, _ outcome: Verdict.Outcome, lower: Int64?, _ reason: VerdictReason
  ) throws {
    let evidence = Array("{}".utf8)
    let store = try SQLiteStore.open(path: office.path, mode: .readWrite)
    try store.acquireLease(Office.owner, at: office.clock.now(), witness: .waived)
    defer { store.releaseLease() }
    let run = RunRecord(name: "verify", actor: "test@host", reason: "", startedAt: office.clock.now())
    _ = try store.record(
      Verdict(
        claim: ClaimKey(projectID: "proj-1", claim: "m|h100|sig"), outcome: outcome, reason: reason,
        claimed: SpeedUp(partsPerMillion: 1_666_666), lowerBound: lower.map(SpeedUp.init(partsPerMillion:)),
        estimate: nil, terms: VerdictTerms(), hardwareTier: "h100", driverVersion: "580.1",
        hardwareFingerprint: "f", decidedAt: office.clock.now(), attempt: 1,
        evidenceSHA256: Digest256(of: evidence).hex),
      evidence: evidence, runID: try store.beginRun(run))
  }

  private func nextNight(_ office: Office) throws -> RunResults {
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    return try office.run()
  }

  private func sent(_ office: Office) -> Int128 { office.first.counted.values.reduce(0, +) }

  @Test("I35: without a verdict nothing is sent, and what it would be is a debt")
  func unverified() throws {
    let office = try office()
    let results = try office.run()
    #expect(sent(office) == 0)
    #expect(results.standing.charges.map(\.reason) == ["unverified"])
    #expect(results.exitStatus == .partial)
  }

  @Test(
    "Once there is a verdict, the next seal bills what it supports",
    arguments: [
      (Verdict.Outcome.verified, Int64(1_700_000), VerdictReason.claimSupported, Int128(4)),
      (.partiallyVerified, 1_250_000, .claimExceedsMeasurement, 2),
      (.rejected, 1_000_000, .noUplift, 0),
    ])
  func billed(outcome: Verdict.Outcome, lower: Int64, reason: VerdictReason, hours: Int128) throws {
    let office = try office()
    _ = try office.run()
    try record(office, outcome, lower: lower, reason)
    let results = try nextNight(office)
    #expect(sent(office) == hours)
    #expect(results.standing.charges.isEmpty)
    #expect(results.exitStatus == .done)
    #expect(results.audit.broken.isEmpty)
    _ = try nextNight(office)
    #expect(sent(office) == hours, "and never again")
  }

  @Test(
    "A verdict that decides nothing leaves the saving waiting",
    arguments: [Verdict.Outcome.inconclusive, .deferred])
  func undecided(outcome: Verdict.Outcome) throws {
    let office = try office()
    _ = try office.run()
    try record(office, outcome, lower: nil, .noHardware)
    let results = try nextNight(office)
    #expect(sent(office) == 0)
    #expect(results.standing.charges.map(\.reason) == ["unverified"])
  }

  @Test("A verdict that came before the usage was sealed counts at once; a rejected claim draws no minimum")
  func before() throws {
    let office = try office()
    office.catalog.billed = .charge
    office.catalog.schedule = PriceSchedule(
      tiers: [.init(upperSteps: nil, rate: Rate(steps: 2_000_000_000_000))],
      minimum: Money(steps: 50_000_000_000, currency: try #require(Currency(code: "USD"))))
    office.clock.instant = office.clock.instant.adding(seconds: -86_400)
    _ = try office.run()
    try record(office, .rejected, lower: nil, .outputMismatch)
    let results = try nextNight(office)
    #expect(sent(office) == 0)
    #expect(results.standing.charges.isEmpty)
    #expect(results.exitStatus == .done)
  }

  @Test("A project whose savings need no verdict bills them as claimed")
  func waived() throws {
    let office = try office()
    office.catalog.verification = .notRequired(reason: "agreed")
    _ = try office.run()
    #expect(sent(office) == 4)
  }
}
