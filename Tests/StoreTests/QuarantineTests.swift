import Billing
import Testing

@Suite("Rows that are read again and are still no usage events")
struct QuarantineTests {
  private func row(
    _ source: String = "events.ndjson", line: Int = 3, reason: QuarantineReason = .notJSON,
    _ text: String = "not JSON"
  ) -> QuarantinedRow {
    QuarantinedRow(
      source: source, line: line, byteOffset: line * 100, reason: reason, detail: "found `x`",
      rawBytes: Array(text.utf8))
  }

  private func count(_ ledger: LeasedStore) throws -> Int { try ledger.store.quarantine(countMax: 100).count }

  @Test("a bad row of a file that has grown since is kept once", arguments: StoreKind.allCases)
  func grownFile(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post([], quarantined: [row()], of: file("events.ndjson", "1"))
    let tally = try ledger.post([], quarantined: [row()], of: file("events.ndjson", "12"))
    #expect(tally.readCount == 1)
    #expect(tally.quarantinedCount == 1)
    #expect(try count(ledger) == 1)
    #expect(try ledger.store.standing(in: nil).quarantinedCount == 1)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("a conflict of a file that has grown since is kept once", arguments: StoreKind.allCases)
  func conflictInGrownFile(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let changed = EventDraft("a").with { $0.costSavings = 7 }
    for content in ["1", "12", "123"] {
      try ledger.post([[EventDraft("a"), changed]], of: file("events.ndjson", content))
    }
    #expect(try count(ledger) == 1)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test(
    "the same content under another name is not read again, so its bad rows are kept once",
    arguments: StoreKind.allCases)
  func otherName(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post([], quarantined: [row()], of: file("events.ndjson", "1"))
    #expect(try ledger.store.progress(of: file("copy.ndjson", "1"))?.isComplete == true)
    #expect(throws: StoreError.self) {
      try ledger.post([], quarantined: [row("copy.ndjson")], of: file("copy.ndjson", "1"))
    }
    #expect(try count(ledger) == 1)
  }

  @Test(
    "each place of a bad row is a lost event of its own: another file, line, reason or text",
    arguments: StoreKind.allCases)
  func otherPlaces(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let rows = [
      row(), row("other.ndjson"), row(line: 4), row(reason: .notAnObject), row("events.ndjson", "[]"),
    ]
    try ledger.post([], quarantined: rows)
    #expect(try count(ledger) == 5)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test(
    "a row that was dropped or posted by hand does not come back with the grown file",
    arguments: StoreKind.allCases)
  func resolved(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post([], quarantined: [row()], of: file("events.ndjson", "1"))
    let entry = try #require(try ledger.store.quarantine(countMax: 1).first)
    try ledger.store.resolveQuarantine(entry.id, at: TestLedger.now, note: "dropped: a test row")
    try ledger.post([], quarantined: [row(), row(line: 9)], of: file("events.ndjson", "12"))
    #expect(try ledger.store.quarantine(countMax: 100).map(\.row.line) == [9])
    #expect(try ledger.store.audit().broken == [])
  }
}
