import Billing
import GRDB
import Testing

@Suite("The lease")
struct LeaseTests {
  @Test("a second handle is refused and told who holds it", arguments: StoreKind.allCases)
  func excludes(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let first = try test.openLeased(command: "run nightly")
    let second = try test.open()
    do {
      try second.acquireLease(TestLedger.owner("import"), at: TestLedger.now, witness: .waived)
      Issue.record("two handles hold the lease")
    } catch {
      #expect(error == .locked(by: TestLedger.owner("run nightly")))
    }
    first.store.releaseLease()
    try second.acquireLease(TestLedger.owner("import"), at: TestLedger.now, witness: .waived)
    #expect(throws: StoreError.self) { try first.post(EventDraft("a")) }
  }

  @Test("nothing is written without the lease", arguments: StoreKind.allCases)
  func needsLease(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let store = try test.open()
    #expect(throws: StoreError.self) { try store.addDueWindows([LeasedStore.window]) }
    #expect(throws: StoreError.self) {
      _ = try store.beginRun(RunRecord(name: "n", actor: "a", reason: "", startedAt: TestLedger.now))
    }
    #expect(try store.dueWindows() == [])
    store.releaseLease()
  }

  @Test("a holder whose lease another run took writes nothing, even where no lock kept the two apart")
  func fencing() throws {
    let test = try TestLedger()
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"), EventDraft("b").with { $0.hour = UTCHour(index: 498_697) })
    try ledger.seal()
    let items = try ledger.dueItems()
    let batch = try ledger.claim([items[0]])
    let (claimed, attemptIDs) = (batch.items, batch.attemptIDs)
    try DatabaseQueue(path: test.path).write { try $0.execute(sql: "UPDATE lease SET epoch = epoch + 1") }
    let writes: [(String, () throws -> Void)] = [
      ("post", { try ledger.post(EventDraft("c")) }), ("seal", { try ledger.seal() }),
      ("due windows", { try ledger.store.addDueWindows([LeasedStore.window]) }),
      ("claim", { _ = try ledger.claim([items[1]]) }),
      (
        "settle",
        {
          let outcome = AttemptOutcome(.refusedBeforeEffect, "busy")
          try ledger.store.settle(
            ClaimedBatch(items: claimed, attemptIDs: attemptIDs),
            with: claimed.map { $0.moving(to: .deferred, outcome: outcome) }, runID: ledger.runID)
        }
      ),
      ("apply", { try ledger.store.apply([items[1].moving(to: .held)], runID: ledger.runID) }),
      (
        "begin",
        {
          let run = RunRecord(name: "n", actor: "a", reason: "", startedAt: TestLedger.now)
          _ = try ledger.store.beginRun(run)
        }
      ),
    ]
    for (name, write) in writes {
      do {
        try write()
        Issue.record("\(name) wrote without the lease")
      } catch StoreError.changedMeanwhile(let detail) {
        #expect(detail.contains("another run took the lease"), "\(name)")
      }
    }
  }

  @Test("what one handle wrote is read by the next", arguments: StoreKind.allCases)
  func persists(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    var ledger: LeasedStore? = try test.openLeased()
    try ledger?.post(EventDraft("a"))
    try ledger?.seal()
    ledger = nil
    let next = try test.openLeased()
    #expect(try next.post(EventDraft("a")).alreadyPostedCount == 1)
    #expect(try next.dueItems().count == 1)
    #expect(try next.store.audit().broken == [])
  }
}
