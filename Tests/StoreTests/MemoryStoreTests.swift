import Billing
import MemoryStore
import Testing

/// What only the ledger in memory can do: a lease that runs out under its holder, and backups.
@Suite("The ledger in memory")
struct MemoryStoreTests {
  @Test("a lease that may be taken over fences its earlier holder, whatever it tries to write")
  func fences() throws {
    let test = try TestLedger(.memory)
    let paused = try test.openLeased()
    try paused.post(EventDraft("a"))
    try paused.seal()
    let claimed = try paused.claim(try paused.dueItems())
    test.memory.leaseMayBeTakenOver = true
    let next = try test.openLeased(command: "run hourly-dispatch")
    let settlement = claimed.items.map { item in
      item.moving(to: .delivered, outcome: AttemptOutcome(.counted, "late"), receipt: .sample())
    }
    do {
      try paused.store.settle(claimed, with: settlement, runID: paused.runID)
      Issue.record("a fenced handle settled")
    } catch {
      #expect(error == .changedMeanwhile(detail: "another run took the lease (epoch 2, ours was 1)"))
    }
    #expect(throws: StoreError.self) { try paused.post(EventDraft("b")) }
    paused.store.releaseLease()
    #expect(try next.post(EventDraft("c")).postedCount == 1)
    #expect(try next.dueItems().map(\.progress.state) == [.inFlight])
  }

  @Test("a copy of the state is a backup: assigned again, it is the ledger of then")
  func restores() throws {
    let test = try TestLedger(.memory)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    try ledger.seal()
    let backup = test.memory.state
    let then = try ledger.store.standing(in: nil)
    try ledger.send(try ledger.dueItems(), to: .delivered, outcome: .counted, receipt: .sample())
    try ledger.post(EventDraft("b"))
    #expect(try ledger.store.standing(in: nil) != then)
    test.memory.state = backup
    #expect(try ledger.store.standing(in: nil) == then)
    #expect(try ledger.post(EventDraft("b")).postedCount == 1)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("audit computes the digests of frozen bytes again, where it is told how")
  func readsDigests() throws {
    let test = try TestLedger(.memory)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    try ledger.seal { draft in
      draft.planAll()
      guard let item = draft.plan.items.popLast() else { return }
      let wrong = FrozenPayload(
        bytes: item.payload.bytes, digest: String(repeating: "0", count: 64), batchKey: "batch")
      draft.plan.items.append(
        PlannedItem(
          bucket: item.bucket, units: item.units, money: item.money, payload: wrong,
          deadlineAt: item.deadlineAt, newAllocations: item.newAllocations))
    }
    #expect(
      try ledger.store.audit().broken.map(\.name) == ["items whose bytes have their digest = items"])
  }
}
