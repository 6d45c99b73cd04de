import Billing
import GRDB
import Testing

@testable import SQLiteStore

@Suite("Errors of the engine")
struct EngineErrorTests {
  @Test(
    "each code means one thing to a caller",
    arguments: [
      (.SQLITE_FULL, .diskFull(path: "p")), (.SQLITE_CORRUPT, .damaged(path: "p", detail: "m")),
      (.SQLITE_NOTADB, .foreignFile(path: "p", detail: "m")), (.SQLITE_READONLY, .readOnly),
      (.SQLITE_CANTOPEN, .cannotOpen(path: "p", detail: "m")),
      (.SQLITE_CONSTRAINT_CHECK, .ruleBroken(detail: "m")),
      (.SQLITE_CONSTRAINT_TRIGGER, .ruleBroken(detail: "m")),
      (.SQLITE_CORRUPT_INDEX, .damaged(path: "p", detail: "m")),
    ] as [(ResultCode, StoreError)])
  func translates(code: ResultCode, meaning: StoreError) {
    #expect(StoreError(engine: DatabaseError(resultCode: code, message: "m"), path: "p") == meaning)
  }

  @Test("a commit that failed is unknown, except where nothing can have become durable")
  func translatesCommit() {
    let meaning = { (code: ResultCode) in
      StoreError(commit: DatabaseError(resultCode: code, message: "m"), path: "p")
    }
    #expect(meaning(.SQLITE_FULL) == .diskFull(path: "p"))
    #expect(meaning(.SQLITE_CONSTRAINT) == .ruleBroken(detail: "m"))
    for code in [ResultCode.SQLITE_IOERR_FSYNC, .SQLITE_IOERR_WRITE, .SQLITE_BUSY, .SQLITE_NOMEM] {
      guard case .commitUnknown = meaning(code) else {
        Issue.record("\(code) is not unknown")
        continue
      }
    }
  }
}

@Suite("A commit of unknown outcome (I28)")
struct UnknownCommitTests {
  @Test("the handle writes and reads nothing more; the next one finds what is there")
  func stops() throws {
    let test = try TestLedger(.sqlite)
    let ledger = try test.openLeased()
    let store = try #require(ledger.store as? SQLiteStore)
    let unknown = StoreError.commitUnknown(detail: "fsync failed")
    #expect(throws: unknown) {
      try store.write { connection throws(StoreError) in
        try connection.script("UPDATE run SET results = 'x'")
        throw unknown
      }
    }
    let run = RunRecord(name: "nightly", actor: "cron", reason: "", startedAt: TestLedger.now)
    #expect(throws: unknown) { try store.beginRun(run) }
    #expect(throws: unknown) {
      try store.finishRun(ledger.runID, at: TestLedger.now, exitCode: 0, resultsJSON: "{}")
    }
    #expect(throws: unknown) { try store.identity() }
    store.releaseLease()
    let next = try test.openLeased()
    #expect(try next.store.runs(countMax: 9).map(\.finishedAt) == [nil, nil])
    #expect(try next.store.identity().epoch == 2)
  }
}

@Suite("Text of whole numbers")
struct StepsTextTests {
  private func read(_ text: String) -> Int128? {
    unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe StepsText.read($0) }
  }

  @Test(
    "numbers come back at every width",
    arguments: [
      0, 1, -1, 999_999_999_999_999_999, 1_000_000_000_000_000_000, -1_000_000_000_000_000_000,
      Int128(Int64.max), Int128(Int64.min), Int128(Int64.max) + 1, .max, .min,
    ] as [Int128])
  func roundTrips(steps: Int128) {
    #expect(StepsText.write(steps) == steps.description)
    #expect(read(StepsText.write(steps)) == steps)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "-", "1x", "x", " 1", "1.0", "--1", "1-",
      "170141183460469231731687303715884105728",
    ])
  func refuses(text: String) {
    #expect(read(text) == nil)
  }
}
