import Billing

extension StoredCell {
  /// What `Connection.storedCell` reads, in its order.
  static let columns = """
    id, hour, project, tier, claim, currency, providers, event_count, \(MeasureSums.columns)
    """
}

extension Connection {
  /// The cell on the statement's row.
  func storedCell(_ rows: PreparedStatement) throws(StoreError) -> StoredCell {
    let key = CellKey(
      hour: rows.hour(1), projectID: try text(rows.integer(2)), hardwareTier: try text(rows.integer(3)),
      claim: try text(rows.integer(4)), currency: try currency(rows.integer(5)),
      providers: try providers(rows.integer(6)))
    let cell = Cell(key: key, sums: try MeasureSums(rows, at: 8), eventCount: rows.count(7))
    return StoredCell(id: rows.integer(0), cell: cell)
  }

  /// The cell of that number; a missing one is damage.
  func storedCell(_ id: Int64) throws(StoreError) -> StoredCell {
    let rows = try rows("SELECT \(StoredCell.columns) FROM cell WHERE id = ?", id)
    guard try rows.next() else { throw damaged("cell \(id) is missing") }
    return try storedCell(rows)
  }
}
