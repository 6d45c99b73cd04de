import Billing
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
