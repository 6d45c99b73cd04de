import Billing

/// Usage that an import which was cut short left waiting for its cells, for whoever only reads: a run that writes has
/// added it to the cells before it looks at them.
struct WaitingSums {
  let connection: Connection

  /// Adds what waits to the cells given. A cell that is not there yet has a number below zero: it is never sealed.
  func add(to cells: inout [StoredCell], before end: UTCHour) throws(StoreError) {
    var waiting = try sums(before: end)
    guard !waiting.isEmpty else { return }
    for index in cells.indices {
      let cell = cells[index].cell
      guard let entry = waiting.removeValue(forKey: try CellTerms(of: cell.key, in: connection)) else {
        continue
      }
      var sums = cell.sums
      sums.add(entry.sums)
      cells[index] = StoredCell(
        id: cells[index].id,
        cell: Cell(key: cell.key, sums: sums, eventCount: cell.eventCount + entry.eventCount))
    }
    for (index, entry) in waiting.values.sorted().enumerated() {
      cells.append(StoredCell(id: Int64(-1 - index), cell: try cell(entry)))
    }
  }

  private func sums(before end: UTCHour) throws(StoreError) -> [CellTerms: CellEntry] {
    var entries: [CellTerms: CellEntry] = [:]
    try WaitingBatches(connection: connection).sums().forEachSorted {
      if $0.terms.hour < end.index { entries[$0.terms] = $0 }
    }
    return entries
  }

  private func cell(_ entry: CellEntry) throws(StoreError) -> Cell {
    let terms = entry.terms
    let key = CellKey(
      hour: UTCHour(index: terms.hour), projectID: try connection.text(terms.project),
      hardwareTier: try connection.text(terms.tier), claim: try connection.text(terms.claim),
      currency: try connection.currency(terms.currency),
      providers: terms.providers == 0 ? [] : try connection.providers(terms.providers))
    return Cell(key: key, sums: entry.sums, eventCount: entry.eventCount)
  }
}
