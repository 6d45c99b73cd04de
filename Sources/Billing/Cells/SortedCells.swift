/// Cells by `CellKey.precedes`, made one at a time: all of them at once would take as much memory again.
package struct SortedCells: Sendable {
  private let cells: NamedCells
  private let order: [UInt32]

  /// Sorts cells.
  package init(_ cells: NamedCells) {
    self.cells = cells
    order = cells.names.order(of: cells.table.keys)
  }

  /// How many there are.
  package var count: Int { order.count }

  /// The cell at a position.
  package subscript(position: Int) -> Cell { cells[Int(order[position])] }

  /// What the numbers of the keys stand for.
  package var names: CellNames { cells.names }

  /// The key of the cell at a position, by the numbers of the names.
  package func numbers(_ position: Int) -> CellNumbers { cells.table.keys[Int(order[position])] }

  /// The sums of the cell at a position, and how many events they hold.
  package func values(_ position: Int) -> (sums: MeasureSums, eventCount: Int) {
    cells.table.values(Int(order[position]))
  }
}
