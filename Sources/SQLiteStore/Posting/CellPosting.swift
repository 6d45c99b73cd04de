import Billing

/// Adds metered sums to the open cells.
struct CellPosting {
  /// From how many cells a batch's sums wait in a run until their source is read to its end, if not said otherwise.
  static let deferredCountMin = 10_000
  /// So many runs are folded at once at most: one page of each is in memory.
  private static let waitingRunCountMax = 64
  let connection: Connection

  /// Adds the cells of a batch, at once or, for a large batch that is not the last of its source, as a run: usage that
  /// comes in no order of time meets the same cells in batch after batch, and is so added to each of them once.
  /// - Throws: `ruleBroken` when the cells do not hold exactly the events that were posted.
  func add(
    _ cells: [Cell], postedCount: Int, batchID: Int64, isLast: Bool, deferredCountMin: Int
  ) throws(StoreError) {
    let eventCount = cells.reduce(0) { $0 + $1.eventCount }
    guard eventCount == postedCount else {
      throw .ruleBroken(detail: "\(postedCount) events were posted and \(eventCount) metered")
    }
    var entries: [CellEntry] = []
    entries.reserveCapacity(cells.count)
    for cell in cells {
      entries.append(
        CellEntry(
          terms: try CellTerms(of: cell.key, in: connection), sums: cell.sums, eventCount: cell.eventCount))
    }
    // In the order of the index, so that neighbours share pages.
    entries.sort()
    let adding = try CellAdding(connection: connection)
    let waitingCount = try CellRun.batchIDs(in: connection).count
    if !isLast, waitingCount < Self.waitingRunCountMax, cells.count >= deferredCountMin {
      for entry in try CellRun.write(entries, batchID: batchID, in: connection) { try adding.add(entry) }
    } else {
      for entry in entries { try adding.add(entry) }
      try foldRuns()
    }
  }

  /// Adds what waits in runs to the cells.
  func foldRuns() throws(StoreError) {
    let batchIDs = try CellRun.batchIDs(in: connection)
    guard !batchIDs.isEmpty else { return }
    let adding = try CellAdding(connection: connection)
    var sum: CellEntry?
    try SortedRuns.merge(batchIDs.map { CellRunStream(batchID: $0, connection: connection) }) {
      entry throws(StoreError) in
      if sum?.terms == entry.terms {
        sum?.sums.add(entry.sums)
        sum?.eventCount += entry.eventCount
      } else {
        if let sum { try adding.add(sum) }
        sum = entry
      }
    }
    if let sum { try adding.add(sum) }
    try connection.run("DELETE FROM cell_run")
  }
}
