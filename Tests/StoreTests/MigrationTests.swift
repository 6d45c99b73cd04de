import Billing
import CZstd
import Foundation
import SQLiteStore
import Testing

@Suite("Ledgers of earlier versions")
struct MigrationTests {
  /// A ledger that an earlier version of the program wrote: three events of 2026-10-26, nothing sealed. Version 6 has
  /// four more, of a file that was cut short.
  private func earlierLedger(_ version: Int) throws -> TestLedger {
    let test = try TestLedger()
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Ledgers/version-\(version).sqlite.zst")
    let frame = [UInt8](try Data(contentsOf: file))
    let byteCount = Int(clamping: unsafe ZSTD_getFrameContentSize(frame, frame.count))
    var bytes = [UInt8](repeating: 0, count: byteCount)
    try #require(unsafe ZSTD_decompress(&bytes, bytes.count, frame, frame.count) == byteCount)
    let path = URL(filePath: test.path)
    try FileManager.default.createDirectory(
      at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: path)
    return test
  }

  @Test("A file that an earlier version read half is known by its digest, and is read to its end")
  func readsOn() throws {
    let test = try earlierLedger(6)
    #expect(throws: StoreError.self) { try test.openForReading() }
    let ledger = try test.openLeased()
    #expect(try ledger.store.audit().broken == [])
    #expect(try ledger.store.standing(in: nil).eventCount == 7)
    let cut = SourceDescription(
      name: "cut.ndjson.gz",
      contentDigest: "66fed43c0fa858ad7647a3a27c8a955995288bb59d6927956e8742a7b747d231", byteCount: 1_500)
    #expect(try ledger.store.knowsFile(ofByteCount: cut.byteCount))
    let half = try #require(try ledger.store.progress(of: cut))
    #expect(!half.isComplete && half.tally.postedCount == 4)
    #expect(half.position == SourcePosition(byteOffset: 4_081, lineCount: 4))
    try ledger.post([[EventDraft("last")]], of: cut, lineCount: 60)
    let whole = try #require(try ledger.store.progress(of: cut))
    #expect(whole.isComplete && whole.tally.postedCount == 5)
    #expect(try ledger.store.standing(in: nil).eventCount == 8)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test(
    "A ledger of an earlier version is brought up to date by whoever writes, and keeps everything",
    arguments: [1])
  func migrates(version: Int) throws {
    let test = try earlierLedger(version)
    #expect(throws: StoreError.self) { try test.openForReading() }
    let store = try test.open()
    #expect(try store.audit().broken == [])
    #expect(try store.standing(in: nil).eventCount == 3)
    #expect(try store.verdicts() == [])
    #expect(try store.runs(countMax: 5).map(\.name) == ["import"])
    let key = CarryKey(provider: ProviderID("stripe"), series: "series-1", projectID: "proj-001")
    let window = BillingWindow(start: UTCHour(index: 498_000), end: UTCHour(index: 498_001))
    #expect(try store.snapshot(for: window, waiting: false).carries == [key: Carry(stepsPerUnit: 10)])
    #expect(try store.identity().timelineID == store.identity().ledgerID)
    let reading = try test.openForReading()
    #expect(try reading.earliestEventHour()?.text == "2026-10-26T01")
  }
}
