import Billing
import Testing

@Suite("Dispatching")
struct DispatchingTests {
  private func sealed(_ kind: StoreKind, _ events: EventDraft...) throws -> (
    test: TestLedger, ledger: LeasedStore
  ) {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post([events.isEmpty ? [EventDraft("a")] : events])
    try ledger.seal()
    return (test, ledger)
  }

  @Test("a claimed item is durably in flight with one open attempt", arguments: StoreKind.allCases)
  func claims(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind)
    let item = try #require(try ledger.dueItems().first)
    let batch = try ledger.claim([item])
    #expect(batch.items.map(\.progress.state) == [.inFlight])
    #expect(batch.items.map(\.progress.attemptCount) == [1])
    #expect(batch.items.first?.payload == item.payload)
    let other = try test.openForReading()
    let trace = try #require(try other.trace(item.id))
    #expect(trace.items.map(\.progress.state) == [.inFlight])
    #expect(trace.attempts.map(\.number) == [1])
    #expect(trace.attempts.map(\.outcome) == [nil])
  }

  @Test("a claim of an item that changed meanwhile changes nothing", arguments: StoreKind.allCases)
  func claimsAllOrNothing(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind, EventDraft("a"), EventDraft("b").with { $0.projectID = "proj-2" })
    let items = try ledger.dueItems()
    try ledger.store.apply([items[1].moving(to: .deferred)], runID: ledger.runID)
    do {
      _ = try ledger.claim(items)
      Issue.record("a stale claim was accepted")
    } catch {
      guard case .changedMeanwhile = error else { throw error }
    }
    #expect(try ledger.dueItems().map(\.progress.attemptCount) == [0, 0])
    #expect(try ledger.store.audit().broken == [])
    withExtendedLifetime(test) {}
  }

  @Test("a receipt makes an item delivered, for ever", arguments: StoreKind.allCases)
  func delivers(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind)
    let item = try #require(try ledger.dueItems().first)
    try ledger.send([item], to: .delivered, outcome: .counted, receipt: .sample())
    #expect(try ledger.dueItems() == [])
    let trace = try #require(try ledger.store.trace(item.id))
    let delivered = try #require(trace.items.first)
    #expect(delivered.progress.state == .delivered)
    #expect(trace.receipts.map(\.receipt) == [.sample()])
    #expect(trace.attempts.map { $0.outcome?.kind } == [.counted])
    #expect(trace.transitions.map(\.to) == [.planned, .inFlight, .delivered])
    for state in DispatchState.allCases {
      #expect(throws: StoreError.self) {
        try ledger.store.apply([delivered.moving(to: state)], runID: ledger.runID)
      }
    }
    #expect(throws: StoreError.self) { _ = try ledger.claim([delivered]) }
    #expect(try ledger.store.audit().broken == [])
    withExtendedLifetime(test) {}
  }

  @Test("nothing is delivered without a receipt", arguments: StoreKind.allCases)
  func needsReceipt(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind)
    let items = try ledger.dueItems()
    #expect(throws: StoreError.self) { try ledger.send(items, to: .delivered, outcome: .counted) }
    let item = try #require(try ledger.dueItems().first)
    #expect(item.progress.state == .inFlight)
    #expect(throws: StoreError.self) {
      try ledger.send([item], to: .rejected, outcome: .refusedBeforeEffect, receipt: .sample())
    }
    withExtendedLifetime(test) {}
  }

  @Test("a claim is settled whole", arguments: StoreKind.allCases)
  func settlesWhole(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind, EventDraft("a"), EventDraft("b").with { $0.projectID = "proj-2" })
    let batch = try ledger.claim(try ledger.dueItems())
    let first = batch.items[0].moving(to: .rejected, outcome: AttemptOutcome(.refusedBeforeEffect, "no"))
    do {
      try ledger.store.settle(batch, with: [first], runID: ledger.runID)
      Issue.record("half a claim was settled")
    } catch {
      guard case .ruleBroken = error else { throw error }
    }
    #expect(try ledger.dueItems().map(\.progress.state) == [.inFlight, .inFlight])
    withExtendedLifetime(test) {}
  }

  @Test("an attempt may end back in flight, and is tried again when due", arguments: StoreKind.allCases)
  func triesAgain(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind)
    let item = try #require(try ledger.dueItems().first)
    let batch = try ledger.claim([item])
    let later = TestLedger.now.adding(seconds: 30)
    let transition = batch.items[0].moving(
      to: .inFlight, outcome: AttemptOutcome(.ambiguous, "timeout"), nextAttemptAt: later)
    try ledger.store.settle(batch, with: [transition], runID: ledger.runID)
    #expect(try ledger.dueItems() == [])
    let due = try ledger.store.dueItems(of: ProviderID("stripe"), in: nil, at: later, countMax: 1)
    #expect(due.map(\.progress.attemptCount) == [1])
    let again = try ledger.claim(due)
    #expect(again.items.map(\.progress.attemptCount) == [2])
    #expect(try ledger.store.audit().broken == [])
    withExtendedLifetime(test) {}
  }

  @Test("an attempt that a killed process left open does not stop the next", arguments: StoreKind.allCases)
  func survivesOpenAttempt(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind)
    _ = try ledger.claim(try ledger.dueItems())
    ledger.store.releaseLease()
    let next = try test.openLeased(command: "run hourly-dispatch")
    try next.send(try next.dueItems(), to: .delivered, outcome: .counted, receipt: .sample())
    let attempts = try #require(try next.store.trace("a")).attempts
    #expect(attempts.map(\.number) == [1, 2])
    #expect(attempts.map { $0.outcome?.kind } == [nil, .counted])
    #expect(try next.store.audit().broken == [])
  }

  @Test("no send leaves from held, unknown or parked", arguments: StoreKind.allCases)
  func refusesUnsendable(kind: StoreKind) throws {
    for state in [DispatchState.held, .parked] {
      let (test, ledger) = try sealed(kind)
      let item = try #require(try ledger.dueItems().first)
      try ledger.store.apply([item.moving(to: state)], runID: ledger.runID)
      #expect(try ledger.dueItems() == [])
      let moved = try #require(try ledger.store.trace(item.id)?.items.first)
      #expect(throws: StoreError.self) { _ = try ledger.claim([moved]) }
      withExtendedLifetime(test) {}
    }
  }

  @Test("expired means that no attempt was ever made", arguments: StoreKind.allCases)
  func expires(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind, EventDraft("a"), EventDraft("b").with { $0.projectID = "proj-2" })
    let items = try ledger.dueItems()
    _ = try ledger.claim([items[0]])
    let late = items[0].deadlineAt.adding(seconds: 1)
    let open = try ledger.store.itemsPastDeadlineOrInFlight(of: ProviderID("stripe"), at: late)
    #expect(open.map(\.id).sorted() == items.map(\.id).sorted())
    let inFlight = try #require(open.first { $0.progress.state == .inFlight })
    #expect(throws: StoreError.self) {
      try ledger.store.apply([inFlight.moving(to: .expired)], runID: ledger.runID)
    }
    try ledger.store.apply([items[1].moving(to: .expired)], runID: ledger.runID)
    #expect(try ledger.store.audit().broken == [])
    withExtendedLifetime(test) {}
  }

  @Test("before its deadline only an item in flight may be moved by time", arguments: StoreKind.allCases)
  func ageing(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind, EventDraft("a"), EventDraft("b").with { $0.projectID = "proj-2" })
    let items = try ledger.dueItems()
    let provider = ProviderID("stripe")
    let early = items[0].deadlineAt
    #expect(try ledger.store.itemsPastDeadlineOrInFlight(of: provider, at: early) == [])
    _ = try ledger.claim([items[0]])
    #expect(try ledger.store.itemsPastDeadlineOrInFlight(of: provider, at: early).map(\.id) == [items[0].id])
    withExtendedLifetime(test) {}
  }

  @Test("an unknown item is sent again only in a new generation", arguments: StoreKind.allCases)
  func resolvesUnknown(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind)
    _ = try ledger.claim(try ledger.dueItems())
    let inFlight = try #require(try ledger.dueItems().first)
    try ledger.store.apply([inFlight.moving(to: .unknown)], runID: ledger.runID)
    let unknown = try #require(try ledger.store.trace(inFlight.id)?.items.first)
    #expect(throws: StoreError.self) {
      try ledger.store.apply([unknown.moving(to: .planned)], runID: ledger.runID)
    }
    var next = unknown.progress
    next.state = .planned
    next.generation += 1
    let resolved = ItemTransition(
      itemID: unknown.id, from: unknown.progress, to: next, attemptOutcome: nil, receipt: nil,
      at: TestLedger.now)
    try ledger.store.apply([resolved], runID: ledger.runID)
    #expect(try ledger.dueItems().map(\.progress.generation) == [1])
    withExtendedLifetime(test) {}
  }

  @Test("a later revision waits for the earlier one of its bucket", arguments: StoreKind.allCases)
  func revisionsWait(kind: StoreKind) throws {
    let (test, ledger) = try sealed(kind)
    let first = try #require(try ledger.dueItems().first)
    _ = try ledger.claim([first])
    try ledger.post(EventDraft("late"))
    try ledger.seal(LeasedStore.window.next) { draft in
      for cell in draft.openCells { draft.add(cell, to: ProviderID("stripe"), revision: 1) }
    }
    let inFlight = try ledger.dueItems()
    #expect(inFlight.map(\.revision) == [0])
    try ledger.send(inFlight, to: .delivered, outcome: .counted, receipt: .sample())
    #expect(try ledger.dueItems().map(\.revision) == [1])
    withExtendedLifetime(test) {}
  }

  @Test("due items are those of the window asked for, most urgent first", arguments: StoreKind.allCases)
  func dueInWindow(kind: StoreKind) throws {
    let start = LeasedStore.window.start
    let (test, ledger) = try sealed(
      kind, EventDraft("late").with { $0.hour = start.adding(hours: 5) }, EventDraft("early"))
    #expect(try ledger.dueItems().map(\.bucket.start) == [start, start.adding(hours: 5)])
    let hour = BillingWindow(start: start.adding(hours: 5), end: start.adding(hours: 6))
    let due = try ledger.store.dueItems(of: ProviderID("stripe"), in: hour, at: TestLedger.now, countMax: 9)
    #expect(due.map(\.bucket.start) == [hour.start])
    #expect(try ledger.store.dueItems(of: ProviderID("gcp"), in: nil, at: TestLedger.now, countMax: 9) == [])
    withExtendedLifetime(test) {}
  }
}
