package import Billing
import Metering

/// Usage events metered without being posted anywhere.
package struct MeteredUsage: Sendable {
  private var meter = UsageMeter()
  /// Rows that are no usage event.
  package private(set) var quarantinedCount = 0
  /// The first of them, at most `ImportResult.badRowCountMax`.
  package private(set) var firstBadRows: [QuarantinedRow] = []

  /// Reads every source to its end, in order, as if posting it to an empty ledger.
  package init(
    _ sources: [any EventSource], progress: any ProgressListener
  ) throws(SourceError) {
    for source in sources {
      let name = source.description.name
      do throws(SourceReadError<Never>) {
        try source.read(from: SourcePosition()) { batch in
          for block in batch.blocks { meter.add(block) }
          quarantinedCount += batch.quarantined.count
          firstBadRows += batch.quarantined.prefix(ImportResult.badRowCountMax - firstBadRows.count)
          progress.advanced(.import, subject: name, done: readCount, total: nil)
        }
      } catch {
        switch error {
        case .source(let failure): throw failure
        }
      }
    }
  }

  /// Rows that were read.
  package var readCount: Int { meteredCount + repeatedCount + conflictCount + quarantinedCount }
  /// Rows that were metered.
  package var meteredCount: Int { meter.meteredCount }
  /// Rows that were there before with the same content.
  package var repeatedCount: Int { meter.repeatedCount }
  /// Rows whose usage id was there before with other content; they are not metered.
  package var conflictCount: Int { meter.conflictCount }

  /// The first conflicts, each as a sentence.
  package var conflictSentences: [String] {
    meter.conflicts.map {
      "line \($0.line): usage_id \($0.usageID) came before with other content; the first counts"
    }
  }

  /// How many cells there are.
  package var cellCount: Int { meter.cellCount }

  /// Hands over the cells by `CellKey.precedes`.
  package func forEachCell<Failure: Error>(_ body: (Cell) throws(Failure) -> Void) throws(Failure) {
    try meter.forEachCell(body)
  }
}

/// A window's posted events, metered again from their records.
package struct RemeteredUsage {
  private var cells = MeteredCells()

  /// Reads a window from the ledger.
  package init(_ window: BillingWindow, in store: any Store) throws(StoreError) {
    try store.records(in: window) { cells.add($0) }
  }

  /// How many events were metered.
  package var eventCount: Int { cells.eventCount }
  /// How many cells there are.
  package var cellCount: Int { cells.count }

  /// Hands over the cells by `CellKey.precedes`.
  package func forEachCell<Failure: Error>(_ body: (Cell) throws(Failure) -> Void) throws(Failure) {
    try cells.forEach(body)
  }
}
