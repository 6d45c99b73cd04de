import Billing
import Dispatch
import GRDB
import SQLiteStore
import Testing

@Suite("The index of de-duplication")
struct EventIndexTests {
  /// Names of events, spread over so many batches that runs were merged into runs of runs.
  private static let batches: [[String]] = (0..<70).map { batch in (0..<3).map { "e\(batch)-\($0)" } }

  @Test("an event is known again after its run was merged twice over", arguments: StoreKind.allCases)
  func findsAcrossMerges(kind: StoreKind) throws {
    let ledger = try TestLedger(kind).openLeased()
    for batch in Self.batches { try ledger.post([batch.map { EventDraft($0) }]) }
    for batch in Self.batches {
      let tally = try ledger.post([batch.map { EventDraft($0) } + [EventDraft("new \(batch[0])")]])
      #expect(tally.alreadyPostedCount == 3 && tally.postedCount == 1)
    }
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("other content under a usage id of a merged run is a conflict that names what was posted")
  func findsConflicts() throws {
    let ledger = try TestLedger(.sqlite).openLeased()
    for batch in Self.batches { try ledger.post([batch.map { EventDraft($0) }]) }
    var other = EventDraft("e3-1")
    other.gpuHoursAfter = 77
    #expect(try ledger.post(other).conflictCount == 1)
    #expect(try ledger.store.quarantine(countMax: 5).map(\.row.reason) == [.conflict])
    #expect(try ledger.store.trace("e3-1") != nil && ledger.store.trace("e3-9") == nil)
  }

  @Test("audit counts usage ids, not entries: one that stands in place of another is found")
  func countsUsageIDs() throws {
    let test = try TestLedger(.sqlite)
    let ledger = try test.openLeased()
    try ledger.post([["a", "b", "c"].map { EventDraft($0) }])
    ledger.store.releaseLease()
    try DatabaseQueue(path: test.path).write { database in
      try database.execute(
        sql: """
          DROP TRIGGER event_page_never_changes;
          UPDATE event_page SET
            entries = CAST(substr(entries, 1, 32) || substr(entries, 1, length(entries) - 32) AS BLOB)
          """)
    }
    let broken = try test.openForReading().audit().broken.map(\.name)
    #expect(broken.contains { $0.hasPrefix("usage ids in the index") })
    #expect(!broken.contains { $0.hasPrefix("events in the index") })
  }

  @Test("a batch of more keys than a page holds is spread over pages and found again")
  func findsAcrossPages() throws {
    let ledger = try TestLedger(.sqlite).openLeased()
    let drafts = (0..<3_000).map { EventDraft("p\($0)") }
    #expect(try ledger.post([drafts]).postedCount == 3_000)
    #expect(try ledger.post([drafts.reversed()]).alreadyPostedCount == 3_000)
    #expect(try ledger.post([(3_000..<6_000).map { EventDraft("p\($0)") }]).postedCount == 3_000)
    #expect(try ledger.store.audit().broken == [])
  }
}

@Suite("Usage that waits for its cells")
struct WaitingBatchTests {
  private static func drafts(_ batch: Int) -> [EventDraft] {
    (0..<40).map { index in
      var draft = EventDraft("b\(batch)-\(index)")
      draft.projectID = "project-\(index % 7)"
      draft.hour = UTCHour(index: 498_700 + Int64((index + batch) % 5))
      draft.gpuHoursAfter = Int64(1 + index * batch)
      return draft
    }
  }

  /// The open cells of a ledger by their keys.
  private func cells(_ store: any Store) throws -> [Cell] {
    let window = BillingWindow(start: UTCHour(index: 498_700), end: UTCHour(index: 498_800))
    return try store.snapshot(for: window, waiting: false).openCells.map(\.cell)
      .sorted { $0.key.precedes($1.key) }
  }

  /// Three pieces of work at a time, on threads.
  private static let threads = Parallelism(width: 3) { count, work in
    DispatchQueue.concurrentPerform(iterations: count, execute: work)
  }

  private func post(
    _ batches: Range<Int>, into test: TestLedger, waitingFrom count: Int, cellCountMax: Int = .max,
    parallelism: Parallelism = .none, isLast: (Int) -> Bool
  ) throws -> LeasedStore {
    let ledger = try test.openLeased(
      waitingEventCountMin: count, waitingCellCountMax: cellCountMax, parallelism: parallelism)
    for batch in batches {
      try ledger.post([Self.drafts(batch)], of: file("f", "1"), isLast: isLast(batch), lineCount: batch * 100)
    }
    return ledger
  }

  @Test("sums that waited are the sums that were added at once")
  func foldsToTheSame() throws {
    let (first, second) = (try TestLedger(.sqlite), try TestLedger(.sqlite))
    let atOnce = try post(1..<9, into: first, waitingFrom: .max) { $0 == 8 }
    let waited = try post(1..<9, into: second, waitingFrom: 1) { $0 == 8 }
    #expect(try cells(atOnce.store) == cells(waited.store))
    #expect(try cells(waited.store).count > 10)
    #expect(try waited.store.audit().broken == [])
  }

  @Test(
    "sums made on several threads, and written a few cells at a time, are the same", arguments: [1, 12, .max])
  func foldsInShares(cellCountMax: Int) throws {
    let (first, second) = (try TestLedger(.sqlite), try TestLedger(.sqlite))
    let atOnce = try post(1..<90, into: first, waitingFrom: .max) { $0 == 89 }
    let waited = try post(
      1..<90, into: second, waitingFrom: 1, cellCountMax: cellCountMax, parallelism: Self.threads
    ) { $0 == 89 }
    #expect(try cells(atOnce.store) == cells(waited.store))
    #expect(try waited.store.audit().broken == [])
    let window = BillingWindow(start: UTCHour(index: 498_702), end: UTCHour(index: 498_704))
    let again = try waited.store.recordedCells(in: window, Self.threads).cells
      .sorted { $0.key.precedes($1.key) }
    #expect(try again == cells(atOnce.store).filter { window.contains($0.key.hour) } && again.count > 10)
  }

  @Test("an import that was cut short loses nothing: the next look at the cells adds what waits")
  func foldsAfterACut() throws {
    let (first, second) = (try TestLedger(.sqlite), try TestLedger(.sqlite))
    let atOnce = try post(1..<4, into: first, waitingFrom: .max) { _ in false }
    let waiting = try post(1..<4, into: second, waitingFrom: 1) { _ in false }
    #expect(try waiting.store.audit().broken == [])
    #expect(try cells(atOnce.store) == cells(waiting.store))
    #expect(try waiting.store.audit().broken == [])
  }

  @Test("who only reads sees what waits as if it were added, and the next run that writes adds it")
  func foldsWithTheNextRun() throws {
    let test = try TestLedger(.sqlite)
    var ledger: LeasedStore? = try post(1..<4, into: test, waitingFrom: 1) { _ in false }
    ledger?.store.releaseLease()
    ledger = nil
    let reading = try test.openForReading()
    let seen = try cells(reading)
    #expect(try reading.audit().broken == [])
    let next = try test.openLeased()
    #expect(try cells(next.store) == seen && seen.count > 10)
    #expect(try cells(test.openForReading()) == seen)
  }
}

@Suite("Records of posted events")
struct RecordTests {
  private static let hours = [498_696, 498_697, 498_698].map { UTCHour(index: $0) }

  private static func drafts() -> [EventDraft] {
    (0..<30).map { index in
      var draft = EventDraft("r\(index)")
      draft.hour = hours[index % 3]
      draft.projectID = "project-\(index % 4)"
      draft.hardwareTier = index % 5 == 0 ? "" : "tier-\(index % 2)"
      draft.currency = index % 7 == 0 ? "EUR" : "USD"
      draft.providers = index % 3 == 0 ? nil : ["stripe"]
      draft.costSavings = Int64(index) * 1_000_000_007
      draft.tokens = Int64(index)
      return draft
    }
  }

  @Test(
    "the cells of records are those of the events that were posted in the window",
    arguments: StoreKind.allCases)
  func areTheEvents(kind: StoreKind) throws {
    let ledger = try TestLedger(kind).openLeased()
    let drafts = Self.drafts()
    try ledger.post([Array(drafts[..<11]), Array(drafts[11..<20])])
    try ledger.post([Array(drafts[15...])])
    for window in [
      BillingWindow(start: Self.hours[0], end: Self.hours[2].adding(hours: 1)),
      BillingWindow(start: Self.hours[1], end: Self.hours[2]),
      BillingWindow(start: Self.hours[2].adding(hours: 1), end: Self.hours[2].adding(hours: 2)),
    ] {
      let expected = metered(drafts.map(\.event).filter { window.contains($0.timestamp.hour) })
        .sorted { $0.key.precedes($1.key) }
      let found = try ledger.store.recordedCells(in: window, .none)
      #expect(found.cells.sorted { $0.key.precedes($1.key) } == expected)
    }
  }
}
