import Billing
import Testing

@Suite("Doubt, and which ledger this is")
struct DoubtTests {
  /// Usage that is billed by one target.
  private static func usage(_ usageID: String, _ projectID: String = "proj-1") -> EventDraft {
    EventDraft(usageID).with {
      $0.projectID = projectID
      $0.providers = ["stripe"]
    }
  }

  @Test(
    "an item in doubt comes with the rest of its bucket, and the time it was last touched",
    arguments: StoreKind.allCases)
  func histories(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post([[Self.usage("a"), Self.usage("b", "proj-2")]])
    try ledger.seal()
    let items = try ledger.dueItems()
    try ledger.send([items[0]], to: .unknown, outcome: .ambiguous)
    let histories = try ledger.store.unknownItems(of: ProviderID("stripe"), countMax: 10)
    #expect(histories.map(\.item.id) == [items[0].id])
    #expect(histories[0].siblings == [])
    #expect(histories[0].lastChangedAt == TestLedger.now.adding(seconds: 5))
    #expect(try ledger.store.unknownItems(of: ProviderID("aws"), countMax: 10) == [])
    #expect(try ledger.store.item(items[1].id)?.progress.state == .planned)
    #expect(try ledger.store.item("ag1_none") == nil)
    #expect(
      try ledger.store.openItems().map(\.id)
        == items.map(\.id).sorted { left, right in
          items.firstIndex { $0.id == left } ?? 0 < items.firstIndex { $0.id == right } ?? 0
        })
    withExtendedLifetime(test) {}
  }

  @Test("proof found otherwise than by an attempt delivers an item in doubt", arguments: StoreKind.allCases)
  func found(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post([[Self.usage("a")]])
    try ledger.seal()
    try ledger.send(try ledger.dueItems(), to: .unknown, outcome: .ambiguous)
    let item = try #require(try ledger.store.openItems().first)
    let receipt = Receipt(
      kind: .found, providerRecordID: nil, requestID: nil, providerDate: nil, status: 200,
      bodyDigest: Receipt.sample().bodyDigest, bodyExcerpt: "")
    try ledger.store.apply([item.moving(to: .delivered, receipt: receipt)], runID: ledger.runID)
    let trace = try #require(try ledger.store.trace(item.id))
    #expect(trace.items.map(\.progress.state) == [.delivered])
    #expect(trace.receipts.map(\.receipt.kind) == [.found])
    #expect(try ledger.store.audit().broken == [])
    withExtendedLifetime(test) {}
  }

  @Test("items begin where the plan says, and their history tells why", arguments: StoreKind.allCases)
  func beginnings(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post([[Self.usage("a"), Self.usage("b", "proj-2")]])
    try ledger.seal { draft in
      draft.planAll()
      draft.plan.items[0].progress = DispatchProgress(state: .held, reason: "too many")
      draft.plan.items[1].progress = DispatchProgress(
        state: .unknown, reason: "restored", ambiguousSince: TestLedger.now)
    }
    #expect(try ledger.dueItems() == [])
    let items = try ledger.store.openItems()
    #expect(items.map(\.progress.state) == [.held, .unknown])
    #expect(items.map(\.progress.reason) == ["too many", "restored"])
    #expect(items[1].progress.ambiguousSince == TestLedger.now)
    let trace = try #require(try ledger.store.trace(items[1].id))
    #expect(trace.transitions.last?.to == .unknown)
    #expect(try ledger.store.unknownItems(of: ProviderID("stripe"), countMax: 1).count == 1)
    #expect(try ledger.store.audit().broken == [])
    withExtendedLifetime(test) {}
  }

  @Test("an identity counts leases and attempts, and outlives the handle", arguments: StoreKind.allCases)
  func identity(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let first = try ledger.store.identity()
    #expect(first.epoch == 1 && first.attemptCount == 0 && first.latestRunAt == TestLedger.now)
    #expect(first.ledgerID.utf8.count == 32)
    try ledger.post([[Self.usage("a")]])
    try ledger.seal()
    try ledger.send(try ledger.dueItems(), to: .delivered, outcome: .counted, receipt: .sample())
    ledger.store.releaseLease()
    let second = try test.openLeased().store.identity()
    #expect(second.ledgerID == first.ledgerID && second.epoch == 2 && second.attemptCount == 1)
  }

  @Test(
    "a lease is refused to a ledger that contradicts its witness, and its epoch stays",
    arguments: StoreKind.allCases)
  func witness(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let mark = WitnessMark(try ledger.store.identity())
    ledger.store.releaseLease()
    let ahead = WitnessMark(ledgerID: mark.ledgerID, epoch: 2, attemptCount: 0)
    let store = try test.open()
    for _ in 0..<3 {
      do {
        try store.acquireLease(TestLedger.owner("run"), at: TestLedger.now, witness: .against(ahead))
        Issue.record("an older copy got the lease")
      } catch {
        guard case .rolledBack = error else { throw error }
      }
    }
    #expect(try store.identity().epoch == 1)
    try store.acquireLease(TestLedger.owner("run"), at: TestLedger.now, witness: .against(mark))
    #expect(try store.identity().epoch == 2)
  }

  @Test(
    "a series has a median once it has enough items, of the 28 days before the window",
    arguments: StoreKind.allCases)
  func medians(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let start = LeasedStore.window.start
    let drafts = (0..<SafetyBounds.sampleCountMin).map { index in
      Self.usage("e-\(index)").with { $0.hour = start.adding(hours: Int64(index)) }
    }
    try ledger.post([drafts])
    try ledger.seal()
    let next = LeasedStore.window.next
    #expect(try ledger.store.snapshot(for: next, waiting: false).medianUnitsOfSeries == [:])
    try ledger.post(Self.usage("late"))
    let snapshot = try ledger.store.snapshot(for: next, waiting: false)
    #expect(snapshot.medianUnitsOfSeries.count == 1)
    let units = try #require(try ledger.store.openItems().first?.units)
    #expect(snapshot.medianUnitsOfSeries.values.first == units)
    #expect(try ledger.store.snapshot(for: LeasedStore.window, waiting: false).medianUnitsOfSeries == [:])
    withExtendedLifetime(test) {}
  }
}

@Suite("A ledger's identity against its witness")
struct WitnessMarkTests {
  @Test("only a witness that is not ahead, of the same ledger, lets a ledger that has sent something go on")
  func contradictions() {
    func identity(_ epoch: Int64, _ attempts: Int64) -> LedgerIdentity {
      LedgerIdentity(ledgerID: "l", epoch: epoch, attemptCount: attempts, latestRunAt: nil)
    }
    func mark(_ epoch: Int64, _ attempts: Int64, _ id: String = "l") -> WitnessMark {
      WitnessMark(ledgerID: id, epoch: epoch, attemptCount: attempts)
    }
    #expect(identity(0, 0).contradiction(to: nil) == nil)
    #expect(identity(3, 1).contradiction(to: nil)?.contains("may be a copy") == true)
    #expect(identity(3, 1).contradiction(to: mark(3, 1)) == nil)
    #expect(identity(4, 9).contradiction(to: mark(3, 1)) == nil)
    #expect(identity(2, 1).contradiction(to: mark(3, 1))?.contains("older copy") == true)
    #expect(identity(3, 0).contradiction(to: mark(3, 1))?.contains("older copy") == true)
    #expect(identity(3, 1).contradiction(to: mark(1, 0, "m"))?.contains("ledger m") == true)
  }

  @Test("a ledger that has run and has no witness may be a copy, whether or not it has sent something")
  func lostWitness() {
    let hasRun = LedgerIdentity(
      ledgerID: "l", epoch: 1, attemptCount: 0, latestRunAt: Instant(epochSeconds: 0))
    #expect(hasRun.contradiction(to: nil)?.contains("may be a copy") == true)
  }

  @Test("across timelines numbers tell nothing, and within one the hour that was come to may not go back")
  func timelines() {
    func identity(_ timelineID: String, sealedThrough hour: Int64) -> LedgerIdentity {
      LedgerIdentity(
        ledgerID: "l", timelineID: timelineID, epoch: 9, attemptCount: 9, latestRunAt: nil,
        restoredBefore: UTCHour(index: 5), sealedThrough: UTCHour(index: hour))
    }
    let mark = WitnessMark(
      ledgerID: "l", timelineID: "t", epoch: 1, attemptCount: 0, sentBefore: UTCHour(index: 7))
    #expect(identity("t", sealedThrough: 7).contradiction(to: mark) == nil)
    #expect(identity("t", sealedThrough: 6).contradiction(to: mark)?.contains("older copy") == true)
    #expect(identity("u", sealedThrough: 7).contradiction(to: mark)?.contains("timeline") == true)
    #expect(identity("t", sealedThrough: 3).sentBefore == UTCHour(index: 5))
    #expect(WitnessMark(identity("t", sealedThrough: 7)).sentBefore == UTCHour(index: 7))
  }
}
