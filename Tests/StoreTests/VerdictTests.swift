import Billing
import Hashing
import Testing

@Suite("Verdicts in the ledger")
struct VerdictTests {
  static let evidence = Array(#"{"blocks":[]}"#.utf8)

  private func verdict(
    _ outcome: Verdict.Outcome = .partiallyVerified, lower: Int64? = 1_250_000, tier: String = "h100",
    evidence: [UInt8] = VerdictTests.evidence
  ) -> Verdict {
    Verdict(
      claim: ClaimKey(projectID: "proj-1", claim: "Mistral-7B/h100/sig"), outcome: outcome,
      reason: .claimExceedsMeasurement, claimed: SpeedUp(partsPerMillion: 2_000_000),
      lowerBound: lower.map(SpeedUp.init(partsPerMillion:)), estimate: SpeedUp(partsPerMillion: 1_260_000),
      terms: VerdictTerms(policy: .lowerBound), hardwareTier: tier, driverVersion: "580.159.03",
      hardwareFingerprint: "one H200", decidedAt: TestLedger.now, attempt: 2,
      evidenceSHA256: Digest256(of: evidence).hex)
  }

  /// Seals the open cells with one charge of saved hours each, billed by `verification`.
  private func seal(
    _ ledger: LeasedStore, _ verification: ChargeVerification?, _ state: Charge.State = .planned(itemID: nil)
  ) throws(StoreError) {
    try ledger.seal { draft in
      for cell in draft.openCells {
        draft.plan.charges.append(
          Charge(
            cellID: cell.id, meterID: "gpu_hours_saved", provider: ProviderID("stripe"),
            quantity: Quantity(steps: cell.cell.sums.gpuHoursSaved, unit: .gpuHour),
            money: Money(steps: 0, currency: .usd), priceID: "price-1", billedSteps: 0, state: state,
            verification: verification))
      }
    }
  }

  @Test(
    "A verdict reads back as it was recorded, with the very bytes of its evidence",
    arguments: StoreKind.allCases)
  func reads(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    #expect(try ledger.store.verdicts() == [])
    let id = try ledger.store.record(verdict(), evidence: Self.evidence, runID: ledger.runID)
    let other = try ledger.store.record(
      verdict(.deferred, lower: nil), evidence: Self.evidence, runID: ledger.runID)
    #expect(
      try ledger.store.verdicts() == [
        StoredVerdict(id: id, verdict: verdict()),
        StoredVerdict(id: other, verdict: verdict(.deferred, lower: nil)),
      ])
    #expect(try ledger.store.evidence(ofVerdict: id) == Self.evidence)
    #expect(try ledger.store.evidence(ofVerdict: 99) == nil)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("Evidence that is not what the verdict was decided by is refused", arguments: StoreKind.allCases)
  func foreignEvidence(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    #expect(throws: StoreError.self) {
      try ledger.store.record(verdict(), evidence: Self.evidence + [32], runID: ledger.runID)
    }
    #expect(try ledger.store.verdicts() == [])
  }

  @Test("A replay of a host's health reads back as it was recorded", arguments: StoreKind.allCases)
  func health(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let records = HostHealthRecord.Outcome.allCases.map {
      HostHealthRecord(
        hardwareTier: "h100", hardwareFingerprint: "one H100", outcome: $0, endedAt: TestLedger.now,
        evidenceSHA256: Digest256(of: Self.evidence).hex)
    }
    for record in records {
      try ledger.store.record(record, evidence: Self.evidence, runID: ledger.runID)
      #expect(throws: StoreError.self) { try ledger.store.record(record, evidence: [1], runID: ledger.runID) }
    }
    #expect(try ledger.store.hostHealth() == records)
  }

  @Test(
    "After a verdict what waits needs another look, until the next seal took it",
    arguments: StoreKind.allCases)
  func sinceSeal(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    #expect(try !ledger.store.hasVerdictSinceSeal())
    _ = try ledger.store.record(verdict(), evidence: Self.evidence, runID: ledger.runID)
    #expect(try ledger.store.hasVerdictSinceSeal())
    try ledger.post(EventDraft("a"))
    try ledger.seal()
    #expect(try !ledger.store.hasVerdictSinceSeal())
    _ = try ledger.store.record(verdict(), evidence: Self.evidence, runID: ledger.runID)
    #expect(try ledger.store.hasVerdictSinceSeal())
  }

  @Test(
    "A charge keeps the verdict it was billed by, and the ledger computes it again",
    arguments: StoreKind.allCases)
  func charged(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    // 4 hours of baseline and 2 claimed: a bound of 1.25 supports 0.8.
    try ledger.post(EventDraft("a"))
    let id = try ledger.store.record(verdict(), evidence: Self.evidence, runID: ledger.runID)
    let verification = ChargeVerification(verdictID: id, acceptedSteps: 800_000_000_000)
    try seal(ledger, verification)
    let trace = try #require(try ledger.store.trace("a"))
    #expect(trace.charges.map(\.charge.verification) == [verification])
    #expect(trace.verdicts.map(\.id) == [id])
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("What waits after it was rated keeps its verdict", arguments: StoreKind.allCases)
  func waiting(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    let id = try ledger.store.record(verdict(), evidence: Self.evidence, runID: ledger.runID)
    let verification = ChargeVerification(verdictID: id, acceptedSteps: 800_000_000_000)
    try seal(ledger, verification, .held(.dimensionUnmapped))
    let snapshot = try ledger.store.snapshot(for: LeasedStore.window.next, waiting: true)
    #expect(snapshot.waitingCharges.map(\.verification) == [verification])
    #expect(snapshot.verdicts.map(\.id) == [id])
  }

  @Test(
    "A charge that bills more than its verdict supports breaks an equation", arguments: StoreKind.allCases)
  func tooMuch(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    let id = try ledger.store.record(verdict(), evidence: Self.evidence, runID: ledger.runID)
    try seal(ledger, ChargeVerification(verdictID: id, acceptedSteps: 800_000_000_001))
    #expect(
      try ledger.store.audit().broken.map(\.name) == [
        "charges that bill what their verdict supports = charges with a verdict"
      ])
  }

  @Test(
    "Nothing is billed by a verdict of another tier, of another claim, or by one that decides nothing",
    arguments: StoreKind.allCases)
  func foreignVerdict(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    let ofOtherTier = verdict(tier: "a100")
    for wrong in [ofOtherTier, verdict(.inconclusive)] {
      let id = try ledger.store.record(wrong, evidence: Self.evidence, runID: ledger.runID)
      #expect(throws: StoreError.self) {
        try seal(ledger, ChargeVerification(verdictID: id, acceptedSteps: 0))
      }
    }
    #expect(throws: StoreError.self) { try seal(ledger, ChargeVerification(verdictID: 77, acceptedSteps: 0)) }
    #expect(try ledger.store.sealedThrough() == nil)
  }
}
