import Billing
import Testing

@Suite("Posting")
struct PostingTests {
  @Test("posted events are counted, and their cells hold exact sums", arguments: StoreKind.allCases)
  func postsEvents(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let tally = try ledger.post(EventDraft("a"), EventDraft("b"))
    #expect(tally.readCount == 2)
    #expect(tally.postedCount == 2)
    #expect(tally.keySum == EventDraft("a").row(line: 1).key.high &+ EventDraft("b").row(line: 1).key.high)
    let cells = try ledger.store.snapshot(for: LeasedStore.window, waiting: true).openCells
    #expect(cells.map(\.cell) == metered([EventDraft("a").event, EventDraft("b").event]))
    #expect(cells.first?.cell.sums.gpuHoursUsed == 4_000_000_000_000)
    #expect(try ledger.store.earliestEventHour() == EventDraft("a").hour)
  }

  @Test(
    "the same content twice is posted once, in one batch and across batches", arguments: StoreKind.allCases)
  func postsOnce(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let first = try ledger.post([[EventDraft("a"), EventDraft("a")], [EventDraft("b"), EventDraft("a")]])
    #expect(first.postedCount == 2)
    #expect(first.alreadyPostedCount == 2)
    let second = try ledger.post(EventDraft("b"), EventDraft("c"), EventDraft("a"))
    #expect(second.postedCount == 1)
    #expect(second.alreadyPostedCount == 2)
    #expect(second.conflictCount == 0)
    let cells = try ledger.store.snapshot(for: LeasedStore.window, waiting: true).openCells
    #expect(cells.map(\.cell.eventCount) == [3])
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("a repetition posts nothing even when all of its block is known", arguments: StoreKind.allCases)
  func postsNothingTwice(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    let again = try ledger.post(EventDraft("a"))
    #expect(again.postedCount == 0)
    var eventCount = 0
    try ledger.store.events(in: LeasedStore.window) { _ throws(StoreError) in eventCount += 1 }
    #expect(eventCount == 1)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test(
    "other content under a posted usage id is quarantined and names what differs",
    arguments: StoreKind.allCases)
  func quarantinesConflicts(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    let other = EventDraft("a").with { event in
      event.costSavings = 1_750_000_000
      event.modelName = "gemma"
    }
    let tally = try ledger.post(EventDraft("b"), other)
    #expect(tally.postedCount == 1)
    #expect(tally.conflictCount == 1)
    let entry = try #require(try ledger.store.quarantine(countMax: 10).first)
    #expect(entry.row.reason == .conflict)
    #expect(entry.row.line == 2)
    #expect(entry.row.rawBytes == Array(other.rawRow.utf8))
    #expect(entry.row.detail.contains("cost_savings is `1.75` here and `1.5` there"))
    #expect(entry.row.detail.contains("model_name is `gemma` here and `Mistral-7B` there"))
    #expect(!entry.row.detail.contains("region is"))
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("a conflict in fields that are not billed says so", arguments: StoreKind.allCases)
  func quarantinesUnbilledConflicts(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"), EventDraft("a").with { $0.note = "other" })
    let entry = try #require(try ledger.store.quarantine(countMax: 10).first)
    #expect(entry.row.detail.contains("fields that are not billed"))
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("a bad row is kept with its exact bytes and resolved once", arguments: StoreKind.allCases)
  func keepsBadRows(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let row = QuarantinedRow(
      source: "events.ndjson", line: 3, byteOffset: 200, reason: .notJSON, detail: "found `x`",
      rawBytes: [0x78, 0, 0xFF])
    let tally = try ledger.post([], quarantined: [row])
    #expect(tally.readCount == 1)
    #expect(tally.quarantinedCount == 1)
    let entry = try #require(try ledger.store.quarantine(countMax: 10).first)
    #expect(entry.row == row)
    #expect(entry.resolvedAt == nil)
    try ledger.store.resolveQuarantine(entry.id, at: TestLedger.now, note: "posted by retry")
    #expect(try ledger.store.quarantineEntry(entry.id)?.resolvedAt == TestLedger.now)
    #expect(try ledger.store.standing(in: nil).quarantinedCount == 0)
    #expect(throws: StoreError.self) {
      try ledger.store.resolveQuarantine(entry.id, at: TestLedger.now, note: "again")
    }
    #expect(try ledger.store.quarantineEntry(99) == nil)
  }

  @Test("metering that loses an event is refused and nothing is posted", arguments: StoreKind.allCases)
  func refusesLossyMetering(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    #expect(throws: StoreError.self) {
      _ = try ledger.store.post(
        EventBatch([[EventDraft("a"), EventDraft("b")]]), of: file("f", "1"), isLast: true,
        runID: ledger.runID, at: TestLedger.now
      ) { metered(Array($0.flatMap(\.events).dropLast())) }
    }
    #expect(try ledger.store.progress(of: file("f", "1")) == nil)
    #expect(try ledger.post(EventDraft("a")).postedCount == 1)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("the raw bytes of an event come back as they came", arguments: StoreKind.allCases)
  func keepsRawBytes(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let drafts = [
      EventDraft("a").with { $0.note = "quote \\\" brace } bracket ]" }, EventDraft("b"),
      EventDraft("c").with { $0.hour = LeasedStore.window.end },
    ]
    try ledger.post([drafts], of: file("day.ndjson", "x"))
    var found: [PostedEvent] = []
    try ledger.store.events(in: LeasedStore.window) { event throws(StoreError) in found.append(event) }
    #expect(found.map(\.usageID) == ["a", "b"])
    #expect(found.map(\.rawBytes) == drafts.prefix(2).map { Array($0.rawRow.utf8) })
    #expect(found.map(\.source) == ["day.ndjson", "day.ndjson"])
    #expect(found.map(\.postedAt) == [TestLedger.now, TestLedger.now])
    #expect(found.allSatisfy { $0.dispatches.isEmpty })
  }
}
