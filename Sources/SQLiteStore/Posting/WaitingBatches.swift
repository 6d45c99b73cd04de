import Billing

/// Batches whose events are in no cell yet: large imports add the sums of many batches to their cells at once, since
/// usage that comes in no order of time meets the same cells in batch after batch. The records say what waits.
struct WaitingBatches {
  /// So many wait at most, so that an import that is cut short leaves a bounded piece of work.
  private static let batchCountMax = 100
  let connection: Connection

  /// Lets a batch with these blocks wait; `false`, and nothing is changed, when too many do already.
  func append(_ batchID: Int64, blocks: ClosedRange<Int64>) throws(StoreError) -> Bool {
    let count = try connection.integer("SELECT count(*) FROM waiting_batch") ?? 0
    guard count < Self.batchCountMax else { return false }
    try connection.run(
      "INSERT INTO waiting_batch (batch, first_block, last_block) VALUES (?, ?, ?)", batchID,
      blocks.lowerBound, blocks.upperBound)
    return true
  }

  /// Whether any batch waits.
  var isEmpty: Bool {
    get throws(StoreError) { try connection.integer("SELECT 1 FROM waiting_batch LIMIT 1") == nil }
  }

  /// Adds everything that waits to the cells, so many cells at a time.
  func addToCells(_ parallelism: Parallelism, cellCountMax: Int) throws(StoreError) {
    guard try !isEmpty else { return }
    // Cells name the empty list of targets by its term.
    _ = try connection.term([])
    let shares = try RecordShares(parallelism, in: connection)
    try shares.add(blocks: try blockIDs) { () throws(StoreError) in
      if shares.cellCount >= cellCountMax { try addToCells(shares) }
    }
    try addToCells(shares)
    try connection.run("DELETE FROM waiting_batch")
  }

  private func addToCells(_ shares: RecordShares) throws(StoreError) {
    guard let hours = shares.hours else { return }
    var adding = try CellAdding(shares.cellCount, of: hours, connection: connection)
    try shares.forEachSorted { entry throws(StoreError) in try adding.add(entry) }
    adding.finish()
    shares.removeAll()
  }

  /// What waits, summed, for who only reads.
  func sums() throws(StoreError) -> RecordShares {
    let shares = try RecordShares(.none, in: connection)
    try shares.add(blocks: try blockIDs)
    return shares
  }

  /// The blocks that wait. Their numbers alone: SQLite sorts what it answers, and would take a copy of every record.
  private var blockIDs: [Int64] {
    get throws(StoreError) {
      try connection.integers(
        """
        SELECT b.id FROM waiting_batch w JOIN block b ON b.id BETWEEN w.first_block AND w.last_block ORDER BY b.id
        """)
    }
  }
}
