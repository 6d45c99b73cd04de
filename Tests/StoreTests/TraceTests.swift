import Billing
import Testing

@Suite("Tracing")
struct TraceTests {
  private func delivered(_ kind: StoreKind) throws -> (
    test: TestLedger, ledger: LeasedStore, item: DispatchItem
  ) {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"), EventDraft("b"), EventDraft("other").with { $0.projectID = "proj-2" })
    try ledger.seal()
    let items = try ledger.dueItems()
    let item = try #require(items.first { $0.bucket.series == "series-proj-1" })
    try ledger.send([item], to: .delivered, outcome: .counted, receipt: .sample())
    return (test, ledger, item)
  }

  @Test("every reference leads to the same item", arguments: StoreKind.allCases)
  func walksFromEverything(kind: StoreKind) throws {
    let (test, ledger, item) = try delivered(kind)
    let fromEvent = try #require(try ledger.store.trace("a"))
    let cellID = try #require(fromEvent.cells.first?.cell.id)
    let charge = try #require(fromEvent.charges.first { $0.charge.provider.name == "stripe" })
    for reference in ["a", item.id, "rec-1", "req-1", "cell-\(cellID)", "charge-\(charge.id)"] {
      let trace = try #require(try ledger.store.trace(reference))
      #expect(trace.items.contains { $0.id == item.id }, "from \(reference)")
      #expect(trace.cells.map(\.cell.id) == [cellID], "from \(reference)")
      #expect(trace.cells.map(\.sealID) == [1], "from \(reference)")
      #expect(trace.charges.contains { $0.id == charge.id }, "from \(reference)")
      #expect(trace.receipts.map(\.receipt.providerRecordID) == ["rec-1"], "from \(reference)")
      #expect(trace.events.contains { $0.usageID == "a" }, "from \(reference)")
    }
    for reference in ["", "cell-99", "charge-99", "cell-x", "ag1_nothing", "nobody"] {
      #expect(try ledger.store.trace(reference) == nil, "from \(reference)")
    }
    withExtendedLifetime(test) {}
  }

  @Test("a cell's trace lists its own events, and counts them", arguments: StoreKind.allCases)
  func listsEventsOfCell(kind: StoreKind) throws {
    let (test, ledger, item) = try delivered(kind)
    try ledger.post(EventDraft("late"))
    let trace = try #require(try ledger.store.trace(item.id))
    #expect(trace.events.map(\.usageID) == ["a", "b"])
    #expect(trace.eventCount == 2)
    let late = try #require(try ledger.store.trace("late"))
    #expect(late.cells.map(\.sealID) == [nil])
    #expect(late.charges.isEmpty)
    #expect(late.items.isEmpty)
    withExtendedLifetime(test) {}
  }

  @Test("an event tells what became of it at each provider", arguments: StoreKind.allCases)
  func tellsDispatches(kind: StoreKind) throws {
    let (test, ledger, item) = try delivered(kind)
    var events: [String: PostedEvent] = [:]
    try ledger.store.events(in: LeasedStore.window) { event throws(StoreError) in
      events[event.usageID] = event
    }
    let dispatches = try #require(events["a"]).dispatches
    #expect(dispatches.map(\.provider.name) == ["aws", "stripe"])
    #expect(dispatches.map(\.state) == [.planned, .delivered])
    #expect(dispatches.map(\.dispatchedAt) == [nil, TestLedger.now])
    #expect(dispatches.last?.itemID == item.id)
    #expect(dispatches.first?.message == "planned")
    withExtendedLifetime(test) {}
  }

  @Test("charges that wait or are carried stand in the event without an item", arguments: StoreKind.allCases)
  func tellsWaitingCharges(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a").with { $0.gpuHoursAfter = 5 })
    try ledger.seal { draft in
      for cell in draft.openCells {
        draft.hold(cell)
        draft.plan.charges.append(PlanDraft.charge(cell, ProviderID("aws"), .planned(itemID: nil)))
        let key = CarryKey(provider: ProviderID("aws"), series: "s", projectID: "proj-1")
        draft.plan.carries[key] = Carry(cumulativeSteps: 5, emittedUnits: 0, stepsPerUnit: 1_000_000)
      }
    }
    let trace = try #require(try ledger.store.trace("a"))
    let dispatches = try #require(trace.events.first).dispatches
    #expect(dispatches.map(\.state) == [.held, .planned])
    #expect(dispatches.map(\.message) == ["unverified", "carried until it makes a whole unit"])
    #expect(dispatches.allSatisfy { $0.itemID == nil })
    #expect(trace.charges.map(\.charge.state) == [.held(.unverified), .planned(itemID: nil)])
    #expect(try ledger.store.audit().broken == [])
  }
}
