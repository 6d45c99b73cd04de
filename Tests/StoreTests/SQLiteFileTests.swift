import Billing
import Foundation
import GRDB
import SQLiteStore
import Testing

@Suite("The SQLite file")
struct SQLiteFileTests {
  private func open(_ path: String, _ mode: SQLiteStore.Mode = .readWrite) -> StoreError? {
    do {
      _ = try SQLiteStore.open(path: path, mode: mode)
      return nil
    } catch {
      return error
    }
  }

  private func raw(_ path: String, _ sql: String) throws {
    try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  @Test("a new ledger lies in a folder and a file that only its owner reads")
  func permissions() throws {
    let test = try TestLedger()
    _ = try test.openLeased()
    let attributes = { (path: String) throws -> Int? in
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try attributes(test.path) == 0o600)
    #expect(try attributes(test.path + ".lock") == 0o600)
    #expect(try attributes(test.folder.appending(path: "ledger").path) == 0o700)
  }

  @Test("the file says whose it is, and is in WAL mode")
  func header() throws {
    let test = try TestLedger()
    _ = try test.open()
    let header = try Data(contentsOf: URL(filePath: test.path)).prefix(100)
    #expect(header[68..<72] == Data([0x41, 0x47, 0x4C, 0x31]))
    #expect(header[18] == 2 && header[19] == 2)
    #expect(header[60..<64] == Data([0, 0, 0, 7]))
  }

  @Test("a newer schema is refused, for reading too")
  func refusesNewerSchema() throws {
    let test = try TestLedger()
    _ = try test.open()
    try raw(test.path, "PRAGMA user_version = 99")
    for mode in [SQLiteStore.Mode.readWrite, .readOnly] {
      #expect(open(test.path, mode) == .newerSchema(path: test.path, found: 99, supported: 7))
    }
  }

  @Test(
    "files of other programs are refused and left alone",
    arguments: ["text", "application", "tables", "folder"])
  func refusesForeignFiles(kind: String) throws {
    let test = try TestLedger()
    let path = test.folder.appending(path: "other").path
    switch kind {
    case "text": try Data("usage_id,project\n".utf8).write(to: URL(filePath: path))
    case "application": try raw(path, "PRAGMA application_id = 7; CREATE TABLE a (b)")
    case "tables": try raw(path, "CREATE TABLE a (b)")
    default: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    let before = kind == "folder" ? nil : try Data(contentsOf: URL(filePath: path))
    for mode in [SQLiteStore.Mode.readWrite, .readOnly] {
      guard case .foreignFile = open(path, mode) else {
        Issue.record("\(kind) was opened")
        continue
      }
    }
    if let before { #expect(try Data(contentsOf: URL(filePath: path)) == before) }
  }

  @Test("a file without a byte becomes a ledger")
  func adoptsEmptyFile() throws {
    let test = try TestLedger()
    let path = test.folder.appending(path: "empty").path
    try Data().write(to: URL(filePath: path))
    let reading = try SQLiteStore.open(path: path, mode: .readOnly)
    #expect(try reading.dueWindows() == [])
    #expect(try Data(contentsOf: URL(filePath: path)).isEmpty)
    let store = try SQLiteStore.open(path: path, mode: .readWrite)
    try store.acquireLease(TestLedger.owner("check"), at: TestLedger.now, witness: .waived)
  }

  @Test("a file whose making was cut short reads as an empty ledger, and the next writer makes it")
  func finishesHalfMadeFile() throws {
    let test = try TestLedger()
    let path = test.folder.appending(path: "half").path
    try raw(path, "PRAGMA user_version = 0; VACUUM")
    // A journal to roll back: its magic number, no page yet, one page before, sectors of 512, pages of 4,096 bytes.
    let header: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7, 0, 0, 0, 0, 7, 7, 7, 7]
    let sizes: [UInt8] = [0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0x10, 0]
    let journal = header + sizes + [UInt8](repeating: 0, count: 512 - 28)
    try Data(journal).write(to: URL(filePath: path + "-journal"))
    let reading = try SQLiteStore.open(path: path, mode: .readOnly)
    #expect(try reading.audit().broken == [])
    #expect(FileManager.default.fileExists(atPath: path + "-journal"), "reading changed something")
    let store = try SQLiteStore.open(path: path, mode: .readWrite)
    try store.acquireLease(TestLedger.owner("check"), at: TestLedger.now, witness: .waived)
    #expect(!FileManager.default.fileExists(atPath: path + "-journal"))
  }

  @Test("a missing file reads as an empty ledger, and is not made")
  func readsMissingFile() throws {
    let test = try TestLedger()
    let store = try test.openForReading()
    #expect(try store.standing(in: nil).eventCount == 0)
    #expect(try store.snapshot(for: LeasedStore.window, waiting: true).openCells == [])
    #expect(throws: StoreError.readOnly) {
      try store.acquireLease(TestLedger.owner("x"), at: TestLedger.now, witness: .waived)
    }
    #expect(!FileManager.default.fileExists(atPath: test.folder.appending(path: "ledger").path))
  }

  @Test("a folder that cannot be made is named")
  func namesUnusableFolder() throws {
    let test = try TestLedger()
    let file = test.folder.appending(path: "file").path
    try Data("x".utf8).write(to: URL(filePath: file))
    guard case .cannotOpen(let path, _) = open(file + "/ledger") else {
      Issue.record("a file was taken for a folder")
      return
    }
    #expect(path == file + "/ledger")
  }

  @Test("reading changes no byte of the ledger, and every write is refused")
  func readsWithoutWriting() throws {
    let test = try TestLedger()
    var ledger: LeasedStore? = try test.openLeased()
    try ledger?.post(EventDraft("a"))
    try ledger?.seal()
    let item = try ledger?.dueItems().first
    ledger?.store.releaseLease()
    ledger = nil
    let before = try Data(contentsOf: URL(filePath: test.path))
    let store = try test.openForReading()
    #expect(try store.audit().broken == [])
    #expect(try store.trace("a")?.items.count == 2)
    #expect(throws: StoreError.readOnly) {
      try store.acquireLease(TestLedger.owner("x"), at: TestLedger.now, witness: .waived)
    }
    #expect(throws: StoreError.readOnly) { try store.addDueWindows([LeasedStore.window.next]) }
    let claiming = try #require(item).claiming()
    #expect(throws: StoreError.readOnly) { _ = try store.claim([claiming], runID: 1) }
    #expect(try Data(contentsOf: URL(filePath: test.path)) == before)
    let log = test.path + "-wal"
    #expect(try !FileManager.default.fileExists(atPath: log) || Data(contentsOf: URL(filePath: log)).isEmpty)
  }

  @Test("a reader sees what a writer committed while both are open")
  func readsBesideWriter() throws {
    let test = try TestLedger()
    let ledger = try test.openLeased()
    let reader = try test.openForReading()
    #expect(try reader.standing(in: nil).eventCount == 0)
    try ledger.post(EventDraft("a"))
    #expect(try reader.standing(in: nil).eventCount == 1)
  }

  @Test("a damaged page is damage, not another program's file")
  func namesDamage() throws {
    let test = try TestLedger()
    var ledger: LeasedStore? = try test.openLeased()
    try ledger?.post([(0..<2_000).map { EventDraft("event-\($0)") }])
    ledger?.store.releaseLease()
    ledger = nil
    let url = URL(filePath: test.path)
    var bytes = try Data(contentsOf: url)
    for offset in stride(from: 4_096 * 2, to: bytes.count, by: 4_096) {
      bytes.replaceSubrange(offset..<offset + 64, with: Data(repeating: 0xEE, count: 64))
    }
    try bytes.write(to: url)
    do {
      _ = try SQLiteStore.open(path: test.path, mode: .readOnly).audit()
      Issue.record("damage went unseen")
    } catch {
      guard case .damaged = error else { throw error }
    }
  }
}
