import Billing
import Testing

@Suite("A ledger that goes on after a restore")
struct RecoveryTests {
  private static func usage(_ usageID: String, _ hours: Int64 = 0) -> EventDraft {
    EventDraft(usageID).with {
      $0.providers = ["stripe"]
      $0.hour = $0.hour.adding(hours: hours)
    }
  }

  private static func recover(_ test: TestLedger, before hour: UTCHour) throws(StoreError) -> any Store {
    let store = try test.open()
    try store.acquireLease(
      TestLedger.owner("recover"), at: TestLedger.now, witness: .recovering(before: hour))
    return store
  }

  private static func isRefused(_ test: TestLedger, against mark: WitnessMark) throws -> Bool {
    let store = try test.open()
    do throws(StoreError) {
      try store.acquireLease(TestLedger.owner("run"), at: TestLedger.now, witness: .against(mark))
      store.releaseLease()
      return false
    } catch {
      guard case .rolledBack = error else { throw error }
      return true
    }
  }

  @Test(
    "every recovery's lease begins a new timeline, and what is in doubt only grows",
    arguments: StoreKind.allCases)
  func timelines(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let hour = LeasedStore.window.start
    let new = try test.openLeased()
    #expect(try new.store.identity().timelineID == new.store.identity().ledgerID)
    #expect(try new.store.snapshot(for: LeasedStore.window, waiting: false).restoredBefore == nil)
    new.store.releaseLease()
    var timelineIDs: Set<String> = [try test.open().identity().timelineID]
    for (before, expected) in [
      (hour, hour), (hour.adding(hours: -5), hour), (hour.adding(hours: 1), hour.adding(hours: 1)),
    ] {
      let store = try Self.recover(test, before: before)
      let identity = try store.identity()
      #expect(timelineIDs.insert(identity.timelineID).inserted)
      #expect(identity.timelineID.utf8.count == 32)
      #expect(identity.restoredBefore == expected && identity.sentBefore == expected)
      #expect(try store.snapshot(for: LeasedStore.window, waiting: false).restoredBefore == expected)
      store.releaseLease()
    }
  }

  @Test(
    "a recovery that failed, however often, is refused by the witness; the one it was told of goes on (I30)",
    arguments: StoreKind.allCases)
  func failedRecoveries(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    try test.openLeased().store.releaseLease()
    // What the ledger was when it last sent from here: five runs ahead of this copy, with the same attempts.
    let identity = try test.open().identity()
    let mark = WitnessMark(ledgerID: identity.ledgerID, epoch: identity.epoch + 5, attemptCount: 0)
    for _ in 0..<8 {
      #expect(try Self.isRefused(test, against: mark))
      try Self.recover(test, before: LeasedStore.window.start).releaseLease()
    }
    #expect(try test.open().identity().epoch > mark.epoch, "its number alone would let it pass")
    #expect(try Self.isRefused(test, against: mark))
    #expect(try !Self.isRefused(test, against: WitnessMark(try test.open().identity())))
  }

  @Test(
    "an item of an hour before the restore is put in flight only after a doubt", arguments: StoreKind.allCases
  )
  func needsDoubt(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post([[Self.usage("a"), Self.usage("b", 1)]])
    try ledger.seal()
    ledger.store.releaseLease()
    let store = try Self.recover(test, before: LeasedStore.window.start.adding(hours: 1))
    let leased = LeasedStore(
      store: store,
      runID: try store.beginRun(RunRecord(name: "r", actor: "a", reason: "", startedAt: TestLedger.now)))
    let items = try leased.dueItems()
    #expect(items.count == 2)
    do throws(StoreError) {
      _ = try leased.claim([items[0]])
      Issue.record("it was claimed")
    } catch {
      guard case .ruleBroken(let detail) = error else { throw error }
      #expect(detail.contains("only after its doubt has ended"))
    }
    _ = try leased.claim([items[1]])
    var doubted = items[0].progress
    (doubted.state, doubted.ambiguousSince) = (.unknown, TestLedger.now)
    var cleared = doubted
    (cleared.state, cleared.ambiguousSince, cleared.generation) = (.planned, nil, 1)
    for (from, to) in [(items[0].progress, doubted), (doubted, cleared)] {
      let transition = ItemTransition(
        itemID: items[0].id, from: from, to: to, attemptOutcome: nil, receipt: nil, at: TestLedger.now)
      try store.apply([transition], runID: leased.runID)
    }
    _ = try leased.claim([try #require(try store.item(items[0].id))])
    #expect(try store.audit().broken == [])
  }

  @Test(
    "a series comes whole up to an hour, in order, with the time it was last touched",
    arguments: StoreKind.allCases)
  func series(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let other = Self.usage("o").with { $0.projectID = "proj-2" }
    try ledger.post([[Self.usage("c", 2), Self.usage("a"), Self.usage("b", 1), other]])
    try ledger.seal()
    let series = SeriesKey(provider: ProviderID("stripe"), series: "series-proj-1")
    let hour = LeasedStore.window.start
    let whole = try ledger.store.seriesHistory(of: series, before: hour.adding(hours: 9))
    #expect(whole.items.map(\.bucket.start.index) == [hour.index, hour.index + 1, hour.index + 2])
    #expect(whole.lastChangedAt == nil)
    try ledger.send([whole.items[1]], to: .delivered, outcome: .counted, receipt: .sample())
    let part = try ledger.store.seriesHistory(of: series, before: hour.adding(hours: 2))
    #expect(part.items.map(\.progress.state) == [.planned, .delivered])
    #expect(part.lastChangedAt == TestLedger.now.adding(seconds: 5))
    // What moves nothing at the target is no touch, whatever clock it was put down by.
    var deferred = part.items[0].progress
    deferred.state = .deferred
    let later = ItemTransition(
      itemID: part.items[0].id, from: part.items[0].progress, to: deferred, attemptOutcome: nil, receipt: nil,
      at: TestLedger.now.adding(seconds: 30 * 86_400))
    try ledger.store.apply([later], runID: ledger.runID)
    let same = try ledger.store.seriesHistory(of: series, before: hour.adding(hours: 2))
    #expect(same.items[0].progress.state == .deferred)
    #expect(same.lastChangedAt == TestLedger.now.adding(seconds: 5))
    let none = SeriesKey(provider: ProviderID("aws"), series: "series-proj-1")
    #expect(try ledger.store.seriesHistory(of: none, before: hour.adding(hours: 9)).items == [])
  }

  @Test("carries before and after a restore stand side by side", arguments: StoreKind.allCases)
  func carries(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let keys = [UTCHour(index: 0), LeasedStore.window.start].map { since in
      CarryKey(provider: ProviderID("stripe"), series: "s", projectID: "proj-1", since: since)
    }
    try ledger.seal { draft in
      for (index, key) in keys.enumerated() {
        draft.plan.carries[key] = Carry(cumulativeSteps: Int128(index), emittedUnits: 0, stepsPerUnit: 7)
      }
    }
    let carries = try ledger.store.snapshot(for: LeasedStore.window.next, waiting: false).carries
    #expect(carries.count == 2 && keys.map { carries[$0]?.remainderSteps } == [0, 1])
  }
}
