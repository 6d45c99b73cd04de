import Billing

extension LedgerState {
  /// The cells hold exactly the events that were posted.
  static func check(_ cells: [Cell], postedCount: Int) throws(StoreError) {
    let eventCount = cells.reduce(0) { $0 + $1.eventCount }
    try Rules.require(
      eventCount == postedCount, "\(postedCount) events were posted and \(eventCount) metered")
    try Rules.require(cells.allSatisfy { $0.eventCount > 0 }, "a cell holds no event")
  }

  /// Adds sums to the open cells. In the order of the keys, so that the cells' numbers do not hang on the order in
  /// which they were metered.
  mutating func add(_ cells: [Cell]) {
    for cell in cells.sorted(by: { $0.key.precedes($1.key) }) {
      if let index = openCells[cell.key] {
        cellRows[index].cell.sums.add(cell.sums)
        cellRows[index].cell.eventCount += cell.eventCount
        continue
      }
      openCells[cell.key] = cellRows.count
      cellRows.append(CellRow(cell: cell))
      earliestEventHour = min(earliestEventHour ?? cell.key.hour, cell.key.hour)
    }
  }
}
