import Billing
import EventDecoding
import Foundation
import Metering
import SQLiteStore
import Testing

@Suite("Importing damaged files")
struct BadImportTests {
  private static let fileCount = 120
  private static let now = Instant(epochSeconds: 1_795_305_600)

  @Test("Every row read is posted, known, in conflict or in quarantine, and nothing is half-written")
  func conservation() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bad-imports-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore.open(path: folder.appending(path: "billing.sqlite").path, mode: .readWrite)
    let owner = LeaseOwner(host: "host", processID: 1, bootID: "boot", command: "import", since: Self.now)
    try store.acquireLease(owner, at: Self.now, witness: .waived)
    let runID = try store.beginRun(RunRecord(name: "import", actor: "test", reason: "", startedAt: Self.now))
    let kept = try InputFile.all(of: "usage-events", in: "Corpora")
    var mutation = ByteMutation(seed: 7, words: FuzzTarget.usageEvents.words)
    var total = PostingTally()
    for index in 0..<Self.fileCount {
      let changed = mutation.mutate(kept[index % kept.count].bytes, byteCountMax: 8_192)
      let path = folder.appending(path: "\(index).ndjson").path
      try Data(changed).write(to: URL(filePath: path))
      let tally = try post(path, into: store, runID: runID)
      total = total + tally
      let progress = try posted(path, in: store)
      #expect(
        progress == tally.readCount, "of \(path) \(tally.readCount) rows were read, \(progress) are noted")
    }
    #expect(total.postedCount > 0 && total.quarantinedCount > 0)
    #expect(try store.standing(in: nil).eventCount == total.postedCount)
    let quarantinedCount = try store.quarantine(countMax: 100_000).count
    #expect(quarantinedCount == total.quarantinedCount + total.conflictCount)
    #expect(
      total.readCount
        == total.postedCount + total.alreadyPostedCount + total.conflictCount + total.quarantinedCount)
    #expect(try store.audit().broken.isEmpty)
  }

  /// Posts batch by batch, as an import does; a source that breaks keeps what came.
  private func post(_ path: String, into store: SQLiteStore, runID: Int64) throws -> PostingTally {
    var tally = PostingTally()
    do throws(SourceError) {
      let source = try FileEventSource(path: path, workerCount: 1)
      try source.identify(unless: { false })
      do throws(SourceReadError<StoreError>) {
        try source.read(from: SourcePosition()) { batch throws(StoreError) in
          tally =
            tally
            + (try store.post(
              batch, of: source.description, isLast: false, runID: runID, at: Self.now,
              metering: { CellMetering.cells(of: $0) }))
        }
      } catch {
        switch error {
        case .source(let failure): throw failure
        case .receiver(let failure): Issue.record("\(path): \(failure)")
        }
      }
    } catch {
      #expect(!error.description.isEmpty)
    }
    return tally
  }

  private func posted(_ path: String, in store: SQLiteStore) throws -> Int {
    let source: FileEventSource
    do throws(SourceError) {
      source = try FileEventSource(path: path, workerCount: 1)
      try source.identify(unless: { false })
    } catch {
      return 0
    }
    return try store.progress(of: source.description)?.tally.readCount ?? 0
  }
}
