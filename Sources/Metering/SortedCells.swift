package import Billing

/// Cells by `CellKey.precedes`, made one at a time: all of them at once would take as much memory again.
package struct SortedCells: Sendable {
  private let sums: CellSums
  private let order: [UInt32]

  init(_ sums: CellSums, order: [UInt32]) {
    self.sums = sums
    self.order = order
  }

  /// How many there are.
  package var count: Int { order.count }

  /// The cell at a position.
  package subscript(position: Int) -> Cell { sums.cell(Int(order[position])) }

  /// Everything that keys name: texts, currencies, lists of targets.
  package var names: CellNames { sums.names }

  /// The key of the cell at a position, by the numbers of the names.
  package func numbers(_ position: Int) -> CellNumbers { sums.numbers(Int(order[position])) }

  /// The sums of the cell at a position.
  package func sums(_ position: Int) -> (sums: MeasureSums, eventCount: Int) {
    sums.values(Int(order[position]))
  }
}
