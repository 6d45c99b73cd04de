import Billing
import Testing

@Suite("Reading the ledger")
struct ReadingTests {
  @Test("an empty ledger stands empty and its audit holds", arguments: StoreKind.allCases)
  func emptyLedger(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let store = try test.open()
    let standing = try store.standing(in: nil)
    #expect(standing.items.isEmpty && standing.charges.isEmpty)
    #expect(standing.eventCount == 0)
    #expect(standing.sealedThrough == nil)
    #expect(try store.debts(countMax: 10) == [])
    #expect(try store.trace("anything") == nil)
    #expect(try store.earliestEventHour() == nil)
    #expect(try store.sealedCatalogVersion() == nil)
    #expect(!(try store.audit().equations.isEmpty))
    #expect(try store.audit().broken == [])
  }

  @Test("runs are told newest first, and end once", arguments: StoreKind.allCases)
  func tellsRuns(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let second = try ledger.store.beginRun(
      RunRecord(name: "import", actor: "ops@host", reason: "by hand", startedAt: TestLedger.now))
    try ledger.store.finishRun(second, at: TestLedger.now.adding(seconds: 9), exitCode: 3, resultsJSON: "{}")
    let runs = try ledger.store.runs(countMax: 10)
    #expect(runs.map(\.id) == [second, ledger.runID])
    #expect(runs.map(\.exitCode) == [3, nil])
    #expect(runs[0].reason == "by hand")
    #expect(runs[0].finishedAt == TestLedger.now.adding(seconds: 9))
    #expect(try ledger.store.runs(countMax: 1).count == 1)
    #expect(throws: StoreError.self) {
      try ledger.store.finishRun(second, at: TestLedger.now, exitCode: 0, resultsJSON: "{}")
    }
    #expect(throws: StoreError.self) {
      try ledger.store.finishRun(99, at: TestLedger.now, exitCode: 0, resultsJSON: "{}")
    }
  }

  @Test("standing sums items and waiting charges by provider and state", arguments: StoreKind.allCases)
  func sumsStanding(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"), EventDraft("b").with { $0.projectID = "proj-2" })
    try ledger.seal { draft in
      draft.planAll()
      for cell in draft.openCells {
        draft.plan.charges.append(PlanDraft.charge(cell, .unassigned, .held(.projectUnknown)))
      }
    }
    let item = try ledger.dueItems()[0]
    try ledger.send([item], to: .delivered, outcome: .counted, receipt: .sample())
    let standing = try ledger.store.standing(in: nil)
    #expect(standing.items.map(\.provider.name) == ["aws", "stripe", "stripe"])
    #expect(standing.items.map(\.state) == [.planned, .delivered, .planned])
    #expect(standing.items.map(\.count) == [2, 1, 1])
    #expect(standing.items[0].money == [Money(steps: 10_000_000_000, currency: .usd)])
    #expect(standing.charges.map(\.reason) == ["project_unknown"])
    #expect(standing.charges.map(\.count) == [2])
    #expect(standing.eventCount == 2)
    #expect(standing.sealedThrough == LeasedStore.window.end)
    let elsewhere = try ledger.store.standing(in: LeasedStore.window.next)
    #expect(elsewhere.items.isEmpty && elsewhere.charges.isEmpty)
  }

  @Test("debts are open items by deadline, then waiting charges by age", arguments: StoreKind.allCases)
  func listsDebts(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let later = EventDraft("b").with { $0.hour = $0.hour.adding(hours: 2) }
    try ledger.post(later, EventDraft("a").with { $0.providers = ["stripe"] })
    try ledger.seal { draft in
      for cell in draft.openCells {
        draft.add(cell, to: ProviderID("stripe"))
        draft.plan.charges.append(
          PlanDraft.charge(cell, ProviderID("aws"), .skipped(reason: "no configuration")))
      }
    }
    try ledger.send(
      [try ledger.dueItems()[0]], to: .delivered, outcome: .counted, receipt: .sample())
    let debts = try ledger.store.debts(countMax: 10)
    #expect(debts.map(\.state) == [.planned, .skipped, .skipped])
    #expect(debts.map(\.usageHour.index) == [498_698, 498_696, 498_698])
    #expect(debts[0].deadlineAt == debts[0].usageHour.start.adding(seconds: 86_400))
    #expect(debts[0].reference.hasPrefix("ag1_"))
    #expect(debts[1].reference.hasPrefix("charge-"))
    #expect(debts[1].reason == "no configuration")
    #expect(debts[1].money == Money(steps: 5_000_000_000, currency: .usd))
    #expect(debts[1].deadlineAt == nil)
    #expect(try ledger.store.debts(countMax: 1).count == 1)
    #expect(try ledger.store.debts(countMax: 2).map(\.state) == [.planned, .skipped])
  }

  @Test("items of a window come by provider, bucket, series and revision", arguments: StoreKind.allCases)
  func listsItems(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(
      EventDraft("c").with { $0.projectID = "proj-2" },
      EventDraft("a").with { $0.hour = $0.hour.adding(hours: 1) },
      EventDraft("b"))
    try ledger.seal()
    var found: [String] = []
    try ledger.store.items(in: LeasedStore.window) { item throws(StoreError) in
      found.append("\(item.bucket.provider) \(item.bucket.start.index - 498_696) \(item.bucket.series)")
    }
    #expect(
      found == [
        "aws 0 series-proj-1", "aws 0 series-proj-2", "aws 1 series-proj-1",
        "stripe 0 series-proj-1", "stripe 0 series-proj-2", "stripe 1 series-proj-1",
      ])
    try ledger.store.items(in: LeasedStore.window.next) { _ throws(StoreError) in
      throw .failed(detail: "none")
    }
  }
}
