import Billing
import Testing

@Suite("Sources")
struct SourceTests {
  @Test("a file's progress is known by its content, whatever its name", arguments: StoreKind.allCases)
  func resumesByContent(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    #expect(try ledger.store.progress(of: file("a.ndjson", "content")) == nil)
    try ledger.post([[EventDraft("a")]], of: file("a.ndjson", "content"), isLast: false, lineCount: 1)
    let half = try #require(try ledger.store.progress(of: file("renamed.ndjson", "content")))
    #expect(half.position == SourcePosition(byteOffset: 100, lineCount: 1))
    #expect(!half.isComplete)
    #expect(half.tally.postedCount == 1)
    try ledger.post([[EventDraft("b"), EventDraft("a")]], of: file("a.ndjson", "content"), lineCount: 3)
    let whole = try #require(try ledger.store.progress(of: file("a.ndjson", "content")))
    #expect(whole.isComplete)
    #expect(whole.tally.readCount == 3)
    #expect(whole.tally.postedCount == 2)
    #expect(whole.tally.alreadyPostedCount == 1)
    #expect(
      whole.tally.keySum == EventDraft("a").row(line: 1).key.high &+ EventDraft("b").row(line: 1).key.high)
  }

  @Test("a file is not read backwards, nor beyond its end", arguments: StoreKind.allCases)
  func refusesStepsBack(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    try ledger.post([[EventDraft("a")]], of: file("f", "1"), isLast: false, lineCount: 5)
    #expect(throws: StoreError.self) {
      try ledger.post([[EventDraft("b")]], of: file("f", "1"), isLast: false, lineCount: 4)
    }
    try ledger.post([[EventDraft("b")]], of: file("f", "1"), isLast: true, lineCount: 6)
    #expect(throws: StoreError.self) {
      try ledger.post([[EventDraft("c")]], of: file("f", "1"), isLast: true, lineCount: 7)
    }
    #expect(try ledger.store.standing(in: nil).eventCount == 2)
  }

  @Test("a stream is always new", arguments: StoreKind.allCases)
  func streamsAreNew(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let stream = SourceDescription(name: "-", contentDigest: nil, byteCount: 0)
    try ledger.post([[EventDraft("a")]], of: stream, isLast: false, lineCount: 5)
    try ledger.post([[EventDraft("b")]], of: stream, lineCount: 6)
    try ledger.post([[EventDraft("c")]], of: stream, lineCount: 1)
    #expect(try ledger.store.progress(of: stream) == nil)
    #expect(try ledger.store.standing(in: nil).eventCount == 3)
  }

  @Test("a file whose digest comes late is known by it from then on", arguments: StoreKind.allCases)
  func takesLateDigest(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let named = file("a.ndjson", "content")
    try ledger.post([[EventDraft("a")]], of: named.unidentified, isLast: false, lineCount: 1)
    #expect(try ledger.store.knowsFile(ofByteCount: named.byteCount), "it may be this one")
    #expect(try !ledger.store.knowsFile(ofByteCount: named.byteCount + 1))
    #expect(try ledger.store.progress(of: named) == nil)
    try ledger.post([[EventDraft("b")]], of: named, isLast: false, lineCount: 2)
    #expect(try ledger.store.knowsFile(ofByteCount: named.byteCount))
    #expect(try ledger.store.knowsFile(ofByteCount: named.byteCount + 1), "it may have grown")
    let half = try #require(try ledger.store.progress(of: file("renamed.ndjson", "content")))
    #expect(half.position == SourcePosition(byteOffset: 200, lineCount: 2) && half.tally.postedCount == 2)
    try ledger.post([[EventDraft("c")]], of: named, lineCount: 3)
    let whole = try #require(try ledger.store.progress(of: named))
    #expect(whole.isComplete && whole.tally.readCount == 3)
    #expect(try ledger.store.knowsFile(ofByteCount: named.byteCount))
    #expect(try !ledger.store.knowsFile(ofByteCount: named.byteCount + 1))
  }

  @Test("what an earlier run read without a digest stays another source", arguments: StoreKind.allCases)
  func leavesUnnamedParts(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let named = file("a.ndjson", "content")
    try ledger.post([[EventDraft("a")]], of: named.unidentified, isLast: false, lineCount: 1)
    let next = try ledger.store.beginRun(
      RunRecord(name: "next", actor: "cron@host", reason: "", startedAt: TestLedger.now))
    let tally = try ledger.store.post(
      EventBatch([[EventDraft("a"), EventDraft("b")]], lineCount: 2), of: named, isLast: true, runID: next,
      at: TestLedger.now, metering: metered)
    #expect(tally.alreadyPostedCount == 1 && tally.postedCount == 1)
    #expect(try ledger.store.progress(of: named)?.tally.readCount == 2)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("an empty file is complete at once", arguments: StoreKind.allCases)
  func readsEmptyFile(kind: StoreKind) throws {
    let test = try TestLedger(kind)
    let ledger = try test.openLeased()
    let tally = try ledger.post([], of: file("empty", ""), lineCount: 0)
    #expect(tally == PostingTally())
    #expect(try ledger.store.progress(of: file("empty", ""))?.isComplete == true)
  }
}
