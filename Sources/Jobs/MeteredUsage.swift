package import Billing
package import Metering

/// Usage events metered without being posted anywhere.
package struct MeteredUsage {
  private var meter = UsageMeter()
  /// What became of the rows that are usage events.
  package private(set) var tally = UsageMeter.Tally()
  /// Rows that are no usage event.
  package private(set) var quarantinedCount = 0
  /// The first of them, at most `ImportResult.badRowCountMax`.
  package private(set) var firstBadRows: [QuarantinedRow] = []

  /// Reads every source to its end, in order, as if posting it to an empty ledger.
  package init(
    _ sources: [any EventSource], parallelism: Parallelism = .none, progress: any ProgressListener
  ) throws(SourceError) {
    meter = UsageMeter(parallelism)
    var readCount = 0
    for source in sources {
      let name = source.description.name
      do throws(SourceReadError<Never>) {
        try source.read(from: SourcePosition()) { batch in
          meter.add(batch)
          quarantinedCount += batch.quarantined.count
          firstBadRows += batch.quarantined.prefix(ImportResult.badRowCountMax - firstBadRows.count)
          readCount += batch.quarantined.count + batch.blocks.reduce(0) { $0 + $1.rowCount }
          progress.advanced(.import, subject: name, done: readCount, total: nil)
        }
      } catch {
        switch error {
        case .source(let failure): throw failure
        }
      }
    }
    tally = meter.tally
  }

  /// Rows that were read.
  package var readCount: Int {
    tally.meteredCount + tally.repeatedCount + tally.conflictCount + quarantinedCount
  }

  /// The first conflicts, each as a sentence.
  package var conflictSentences: [String] {
    tally.conflicts.map {
      "line \($0.line): usage_id \($0.usageID) came before with other content; the first counts"
    }
  }

  /// The cells by `CellKey.precedes`; they can be taken once.
  package mutating func takeCells() -> SortedCells {
    var taken = UsageMeter()
    swap(&taken, &meter)
    return taken.sorted()
  }
}
