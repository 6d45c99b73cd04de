import Billing
import Foundation
import Metering
import SQLiteStore
import Testing

/// A ledger of one test, and imports of damaged files into it.
final class DamagedImports {
  private static let now = Instant(epochSeconds: 1_795_305_600)

  private let folder: URL
  private let store: SQLiteStore
  private let runID: Int64
  private var fileCount = 0
  private var total = PostingTally()
  /// Files that could not be read to their end, or of which rows went into quarantine.
  private(set) var damagedCount = 0

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "bad-imports-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    store = try SQLiteStore.open(path: folder.appending(path: "billing.sqlite").path, mode: .readWrite)
    let owner = LeaseOwner(host: "host", processID: 1, bootID: "boot", command: "import", since: Self.now)
    try store.acquireLease(owner, at: Self.now, witness: .waived)
    runID = try store.beginRun(RunRecord(name: "import", actor: "test", reason: "", startedAt: Self.now))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Imports a file of those bytes; what the ledger notes of it is what was read.
  func bring(
    _ bytes: [UInt8], open: (_ path: String) throws(SourceError) -> any EventSource
  ) throws {
    fileCount += 1
    let path = folder.appending(path: "\(fileCount).input").path
    try Data(bytes).write(to: URL(filePath: path))
    let source: any EventSource
    do throws(SourceError) {
      source = try open(path)
      try source.identify(unless: { false })
    } catch {
      #expect(!error.description.isEmpty)
      damagedCount += 1
      return
    }
    // Two changes may come to the same bytes: then the ledger counts on.
    let earlierCount = try notedCount(source)
    let (tally, failure) = try post(source)
    total = total + tally
    if failure != nil || tally.quarantinedCount > 0 { damagedCount += 1 }
    let noted = try notedCount(source) - earlierCount
    #expect(noted == tally.readCount, "of \(path) \(tally.readCount) rows were read, \(noted) are noted")
  }

  private func notedCount(_ source: any EventSource) throws -> Int {
    try store.progress(of: source.description)?.tally.readCount ?? 0
  }

  /// Posts batch by batch, as an import does; a source that breaks keeps what came.
  private func post(_ source: any EventSource) throws -> (tally: PostingTally, failure: SourceError?) {
    var tally = PostingTally()
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
      case .source(let failure):
        #expect(!failure.description.isEmpty)
        return (tally, failure)
      case .receiver(let failure): throw failure
      }
    }
    return (tally, nil)
  }

  /// Every row read has become one thing, and what the ledger holds is what it was told, both ways it is summed.
  func expectEquations(sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(total.postedCount > 0 && total.quarantinedCount > 0, sourceLocation: sourceLocation)
    #expect(try store.standing(in: nil).eventCount == total.postedCount, sourceLocation: sourceLocation)
    let quarantinedCount = try store.quarantine(countMax: 1_000_000).count
    #expect(
      quarantinedCount == total.quarantinedCount + total.conflictCount, sourceLocation: sourceLocation)
    #expect(
      total.readCount
        == total.postedCount + total.alreadyPostedCount + total.conflictCount + total.quarantinedCount,
      sourceLocation: sourceLocation)
    #expect(try store.audit().broken.isEmpty, sourceLocation: sourceLocation)
  }
}
