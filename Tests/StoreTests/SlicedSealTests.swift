import Billing
import GRDB
import Testing

@Suite("Sealing in slices")
struct SlicedSealTests {
  /// A ledger with usage of so many projects, one of which waits, and what its first window is sealed by.
  private func ledger(
    projectCount: Int = 10, sliceItemCount: Int
  ) throws -> (test: TestLedger, ledger: LeasedStore, plan: SealPlan) {
    let test = try TestLedger()
    let ledger = try test.openLeased(sealSliceItemCount: sliceItemCount)
    let events = (0..<projectCount).map { number in
      EventDraft("e\(number)").with { $0.projectID = "p\(number)" }
    }
    try ledger.post([events])
    try ledger.store.addDueWindows([LeasedStore.window])
    var draft = PlanDraft(
      LeasedStore.window, try ledger.store.snapshot(for: LeasedStore.window, waiting: true))
    for (index, cell) in draft.openCells.enumerated() {
      if index == 3 { draft.hold(cell) } else { draft.add(cell, to: ProviderID("stripe")) }
    }
    draft.plan.items[1].progress = DispatchProgress(state: .held, reason: "a bound")
    return (test, ledger, draft.plan)
  }

  /// Every row of the tables that a seal writes; the seal's own time is the same in both.
  private func rows(_ test: TestLedger) throws -> [String] {
    let tables = [
      "seal", "due_window", "cell", "item", "item_payload", "item_allocation", "item_transition", "charge",
      "carry",
      "rating", "term",
    ]
    return try DatabaseQueue(path: test.path).read { database in
      try tables.flatMap { table in
        try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1, 2").map { "\(table) \($0)" }
      }
    }
  }

  @Test("leaves what sealing whole leaves, row by row", arguments: [1, 2, 4, 8])
  func leavesTheSame(sliceItemCount: Int) throws {
    let whole = try ledger(sliceItemCount: .max)
    let sliced = try ledger(sliceItemCount: sliceItemCount)
    let walked = WalkedSeal(sliced.plan)
    _ = try whole.ledger.store.seal(WalkedSeal(whole.plan), runID: whole.ledger.runID, at: TestLedger.now)
    _ = try sliced.ledger.store.seal(walked, runID: sliced.ledger.runID, at: TestLedger.now)
    #expect(walked.sliceCount == (9 + sliceItemCount - 1) / sliceItemCount && !walked.wasTakenWhole)
    #expect(try rows(sliced.test) == rows(whole.test))
    #expect(try sliced.ledger.store.audit().broken == [])
  }

  @Test("a later window's slices replace items that were never sent")
  func replaces() throws {
    let (_, ledger, plan) = try ledger(sliceItemCount: 2)
    _ = try ledger.store.seal(WalkedSeal(plan), runID: ledger.runID, at: TestLedger.now)
    let next = LeasedStore.window.next
    let events = (0..<3).map { number in
      EventDraft("late\(number)").with { $0.projectID = "p\(number)" }
    }
    try ledger.post([events])
    try ledger.store.addDueWindows([next])
    var draft = PlanDraft(next, try ledger.store.snapshot(for: next, waiting: false))
    let last = try #require(draft.openCells.last).cell.key.projectID
    let old = try #require(try ledger.dueItems().first { $0.bucket.series == "series-\(last)" })
    let replacing = draft.replace(old)
    let new = try #require(replacing)
    _ = try ledger.store.seal(WalkedSeal(draft.plan), runID: ledger.runID, at: TestLedger.now)
    #expect(try ledger.store.item(old.id)?.progress.state == .superseded)
    #expect(try ledger.store.item(new.bucket.itemID)?.progress.state == .planned)
  }

  @Test("what cannot be frozen in the middle leaves nothing behind: the plan is sealed whole")
  func refusal() throws {
    let whole = try ledger(sliceItemCount: .max)
    let sliced = try ledger(sliceItemCount: 2)
    let walked = WalkedSeal(sliced.plan, refusedAt: 5)
    _ = try whole.ledger.store.seal(whole.plan, runID: whole.ledger.runID, at: TestLedger.now)
    _ = try sliced.ledger.store.seal(walked, runID: sliced.ledger.runID, at: TestLedger.now)
    #expect(walked.wasTakenWhole && walked.sliceCount > 0)
    #expect(try rows(sliced.test) == rows(whole.test))
  }

  @Test("slices that hold fewer items than the seal counts are refused, and nothing is sealed")
  func tooFew() throws {
    let (test, ledger, plan) = try ledger(sliceItemCount: 2)
    let before = try rows(test)
    #expect(throws: StoreError.self) {
      try ledger.store.seal(WalkedSeal(plan, missingCount: 1), runID: ledger.runID, at: TestLedger.now)
    }
    #expect(try rows(test) == before)
    #expect(try ledger.store.dueWindows() == [LeasedStore.window])
  }
}

/// A finished plan, handed out in slices.
private final class WalkedSeal: SlicedSeal {
  private let plan: SealPlan
  private let refusedAt: Int?
  private let missingCount: Int
  private var next = 0
  private(set) var sliceCount = 0
  private(set) var wasTakenWhole = false

  init(_ plan: SealPlan, refusedAt: Int? = nil, missingCount: Int = 0) {
    self.plan = plan
    self.refusedAt = refusedAt
    self.missingCount = missingCount
  }

  var itemCountMax: Int { plan.items.count }
  var itemCount: Int { plan.items.count }

  var frame: SealPlan {
    var frame = plan
    (frame.items, frame.supersededItems) = ([], [:])
    for index in frame.charges.indices {
      if case .planned = frame.charges[index].state { frame.charges[index].state = .planned(itemID: nil) }
    }
    return frame
  }

  var itemPlaces: [Int32] {
    plan.charges.map { charge in
      guard case .planned(let itemID?) = charge.state else { return -1 }
      return plan.items.firstIndex { $0.bucket.itemID == itemID }.map(Int32.init) ?? -1
    }
  }

  func nextSlice(countMax: Int) throws(FreezeError) -> SealSlice? {
    let end = min(next + countMax, plan.items.count - missingCount)
    guard next < end else { return nil }
    if let refusedAt, refusedAt < end { throw .valueOutOfRange("too much") }
    defer { (next, sliceCount) = (end, sliceCount + 1) }
    let items = Array(plan.items[next..<end])
    let identifiers = Set(items.map(\.bucket.itemID))
    let superseded = plan.supersededItems.filter { identifiers.contains($0.value) }
    return SealSlice(items: items, supersededItems: superseded)
  }

  func whole() -> SealPlan {
    wasTakenWhole = true
    return plan
  }
}
