import Billing
import Testing

@Suite("Sealing")
struct SealingTests {
  @Test("due windows continue without holes, and only in order", arguments: StoreKind.allCases)
  func windowsContinue(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let (first, second) = (LeasedStore.window, LeasedStore.window.next)
    #expect(try ledger.store.dueWindowsEnd() == nil)
    try ledger.store.addDueWindows([first, second])
    #expect(try ledger.store.dueWindows() == [first, second])
    #expect(try ledger.store.dueWindowsEnd() == second.end)
    #expect(throws: StoreError.self) { try ledger.store.addDueWindows([second]) }
    #expect(throws: StoreError.self) { try ledger.store.addDueWindows([second.next.next]) }
    #expect(throws: StoreError.self) { try ledger.seal(second) }
    try ledger.seal(first)
    #expect(try ledger.store.sealedThrough() == first.end)
    #expect(try ledger.store.sealedCatalogVersion() == "catalog-1")
    #expect(try ledger.store.dueWindows() == [second])
  }

  @Test(
    "plans of any size are sealed whole: rows share statements, and the last ones stand alone",
    arguments: StoreKind.allCases, [1, 15, 16, 17, 31, 32, 33, 65])
  func sealsAnyCount(kind: StoreKind, projectCount: Int) throws {
    let ledger = try TestLedger(kind).openLeased()
    let events = (0..<projectCount).map { number in
      EventDraft("e\(number)").with { $0.projectID = "proj-\(number)" }
    }
    try ledger.post([events])
    var planned: [String: PlannedItem] = [:]
    try ledger.seal { draft in
      draft.planAll()
      planned = Dictionary(uniqueKeysWithValues: draft.plan.items.map { ($0.bucket.itemID, $0) })
    }
    var found: [String: DispatchItem] = [:]
    try ledger.store.items(in: LeasedStore.window) { found[$0.id] = $0 }
    #expect(planned.count >= projectCount && found.mapValues(\.payload) == planned.mapValues(\.payload))
    #expect(found.mapValues(\.units) == planned.mapValues(\.units))
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("a sealed plan reads back as it was written", arguments: StoreKind.allCases)
  func sealsAndReads(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"), EventDraft("b").with { $0.projectID = "proj-2" })
    var planned: [PlannedItem] = []
    let sealID = try ledger.seal { draft in
      draft.planAll()
      planned = draft.plan.items
    }
    let items = try ledger.dueItems("stripe")
    let wanted = planned.filter { $0.bucket.key.provider.name == "stripe" }
    #expect(items.map(\.id).sorted() == wanted.map(\.bucket.itemID).sorted())
    let item = try #require(items.first)
    let plan = try #require(wanted.first { $0.bucket.itemID == item.id })
    #expect(item.bucket == plan.bucket.key)
    #expect(item.units == plan.units)
    #expect(item.valueText == plan.bucket.valueText)
    #expect(item.money == plan.money)
    #expect(item.payload == plan.payload)
    #expect(item.address == plan.bucket.address)
    #expect(item.deadlineAt == plan.deadlineAt)
    #expect(item.sealID == sealID)
    #expect(item.progress == DispatchProgress())
    #expect(try ledger.store.audit().broken == [])
  }

  @Test(
    "a second snapshot holds carries, ratings and bucket heads of the first seal",
    arguments: StoreKind.allCases)
  func remembersSeal(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a").with { $0.gpuHoursAfter = 2_500_000 })
    let series = RatingSeries(
      projectID: "proj-1", priceID: "price-1", terms: "-:2.5", period: EventDraft("a").hour.monthStart)
    try ledger.seal { draft in
      draft.planAll()
      draft.plan.ratings[series] = RatingProgress(quantitySteps: 7, moneySteps: 1 << 90)
    }
    try ledger.post(EventDraft("late"))
    let snapshot = try ledger.store.snapshot(for: LeasedStore.window.next, waiting: true)
    #expect(snapshot.openCells.map(\.cell.eventCount) == [1])
    let carry = snapshot.carries[
      CarryKey(provider: ProviderID("stripe"), series: "series-proj-1", projectID: "proj-1")]
    #expect(carry == Carry(cumulativeSteps: 2_500_000, emittedUnits: 2, stepsPerUnit: 1_000_000))
    #expect(snapshot.ratings[series] == RatingProgress(quantitySteps: 7, moneySteps: 1 << 90))
    let head = try #require(snapshot.bucketHeads.values.first { $0.itemID.contains("stripe") })
    #expect(head.revision == 0)
    #expect(head.state == .planned)
    #expect(!head.wasAttempted)
    #expect(head.units == 2)
    #expect(head.totalUnits == 2)
    #expect(head.allocations == [Allocation(projectID: "proj-1", units: 2)])
    #expect(head.newAllocations == head.allocations)
  }

  @Test(
    "late events open new cells, and a plan of an older snapshot is refused", arguments: StoreKind.allCases)
  func refusesStalePlan(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    try ledger.seal()
    try ledger.post(EventDraft("late"))
    let next = LeasedStore.window.next
    try ledger.store.addDueWindows([next])
    let stale = try ledger.store.snapshot(for: next, waiting: true)
    #expect(stale.openCells.map(\.cell.key.hour) == [EventDraft("a").hour])
    try ledger.post(EventDraft("later").with { $0.projectID = "proj-9" })
    #expect(throws: StoreError.self) {
      try ledger.store.seal(PlanDraft(next, stale).plan, runID: ledger.runID, at: TestLedger.now)
    }
    #expect(try ledger.store.dueWindows() == [next])
    try ledger.seal(next) { draft in
      for cell in draft.openCells { draft.hold(cell) }
    }
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("a later revision replaces an unsent item and is summed once", arguments: StoreKind.allCases)
  func supersedes(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    try ledger.seal()
    let old = try #require(try ledger.dueItems().first)
    try ledger.post(EventDraft("late"))
    var new: PlannedItem?
    try ledger.seal(LeasedStore.window.next) { draft in
      new = draft.replace(old)
    }
    let item = try #require(try ledger.dueItems().first)
    #expect(try ledger.dueItems().count == 1)
    #expect(item.id == new?.bucket.itemID)
    #expect(item.revision == 1)
    #expect(item.units == 4_000_000)
    try ledger.post(EventDraft("later still"))
    let heads = try ledger.store.snapshot(for: LeasedStore.window.next.next, waiting: false).bucketHeads
    let head = try #require(heads[old.bucket])
    #expect(head.revision == 1)
    #expect(head.totalUnits == 4_000_000)
    #expect(head.allocations == [Allocation(projectID: "proj-1", units: 4_000_000)])
    #expect(try ledger.store.audit().broken == [])
    let trace = try #require(try ledger.store.trace("a"))
    #expect(trace.items.map(\.id).filter { $0.contains("stripe") } == [old.id, item.id])
    #expect(trace.events.first?.dispatches.first { $0.provider.name == "stripe" }?.itemID == item.id)
  }

  @Test(
    "waiting charges come back, grouped by cell and meter, until they are planned",
    arguments: StoreKind.allCases)
  func chargesWait(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    try ledger.seal { draft in
      for cell in draft.openCells {
        draft.plan.charges.append(PlanDraft.charge(cell, ProviderID("stripe"), .held(.dimensionUnmapped)))
        draft.plan.charges.append(
          PlanDraft.charge(cell, ProviderID("aws"), .skipped(reason: "no configuration")))
      }
    }
    let next = LeasedStore.window.next
    let waiting = try ledger.store.snapshot(for: next, waiting: true).waitingCharges
    #expect(waiting.map(\.meterID) == ["gpu_hours_used"])
    #expect(waiting.first?.providers == [ProviderID("aws"), ProviderID("stripe")])
    #expect(waiting.first?.rated?.priceID == "price-1")
    #expect(waiting.first?.rated?.billedSteps == 2_000_000_000_000)
    #expect(try ledger.store.snapshot(for: next, waiting: false).waitingCharges == [])
    try ledger.seal(next) { draft in
      for cell in waiting.map(\.cell) {
        draft.plan.charges.append(PlanDraft.charge(cell, ProviderID("aws"), .replaced))
        draft.add(cell, to: ProviderID("stripe"))
      }
    }
    #expect(try ledger.store.snapshot(for: next.next, waiting: true).waitingCharges == [])
    #expect(try ledger.store.audit().broken == [])
    #expect(throws: StoreError.self) {
      try ledger.seal(next.next) { draft in
        draft.plan.charges.append(
          PlanDraft.charge(waiting[0].cell, ProviderID("stripe"), .held(.dimensionUnmapped)))
      }
    }
  }

  @Test("a charge held before rating has no rated amount", arguments: StoreKind.allCases)
  func unratedWaits(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    try ledger.seal { draft in
      for cell in draft.openCells { draft.hold(cell) }
    }
    let waiting = try ledger.store.snapshot(for: LeasedStore.window.next, waiting: true).waitingCharges
    #expect(waiting.count == 1)
    #expect(waiting.first?.rated == nil)
  }
}
