import Billing

/// Adds metered sums to the open cells.
struct CellPosting {
  let connection: Connection

  /// Adds the cells of a batch.
  /// - Throws: `ruleBroken` when the cells do not hold exactly the events that were posted.
  func add(_ cells: [Cell], postedCount: Int) throws(StoreError) {
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
    guard let first = entries.first, let last = entries.last else { return }
    let hours = UTCHour(index: first.terms.hour)...UTCHour(index: last.terms.hour)
    var adding = try CellAdding(entries.count, of: hours, connection: connection)
    for entry in entries { try adding.add(entry) }
    adding.finish()
  }
}
