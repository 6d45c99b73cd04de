import Billing

/// The sums of one cell, by the numbers of its key's texts.
struct CellEntry: Comparable {
  let terms: CellTerms
  var sums: MeasureSums
  var eventCount: Int

  /// In the order of the cells' index.
  static func < (left: CellEntry, right: CellEntry) -> Bool { left.terms < right.terms }
}

/// The sums of a batch that wait to be added to the cells: sorted by the cells' keys, in pieces, each packed column by
/// column.
enum CellRun {
  /// Cells of a piece.
  private static let pieceCellCount = 4_096
  /// The columns behind the six of the key.
  private static var sumPaths: [WritableKeyPath<MeasureSums, Int128>] {
    [
      \.tokens, \.gpuHoursBaseline, \.gpuHoursUsed, \.gpuHoursSaved, \.costSavings, \.usageCharge,
      \.successFee, \.gpuMilliseconds, \.gpusPeak,
    ]
  }

  /// The batches whose sums wait.
  static func batchIDs(in connection: Connection) throws(StoreError) -> [Int64] {
    try connection.integers("SELECT DISTINCT id >> 20 FROM cell_run ORDER BY 1")
  }

  /// Writes sorted entries; answers those with a sum beyond 64 bits, which cannot wait.
  static func write(
    _ entries: [CellEntry], batchID: Int64, in connection: Connection
  ) throws(StoreError) -> [CellEntry] {
    let narrow = entries.filter(isNarrow)
    var (start, piece) = (0, Int64(0))
    while start < narrow.count {
      let cells = narrow[start..<min(narrow.count, start + pieceCellCount)]
      try connection.run(
        "INSERT INTO cell_run (id, event_count, cells) VALUES (?, ?, ?)", batchID << 20 | piece,
        cells.reduce(0) { $0 + $1.eventCount }, pack(cells))
      start += cells.count
      piece += 1
    }
    return narrow.count == entries.count ? [] : entries.filter { !isNarrow($0) }
  }

  private static func isNarrow(_ entry: CellEntry) -> Bool {
    let sums = entry.sums
    return isNarrow(sums.tokens) && isNarrow(sums.gpuHoursBaseline) && isNarrow(sums.gpuHoursUsed)
      && isNarrow(sums.gpuHoursSaved) && isNarrow(sums.costSavings) && isNarrow(sums.usageCharge)
      && isNarrow(sums.successFee) && isNarrow(sums.gpuMilliseconds) && isNarrow(sums.gpusPeak)
  }

  private static func isNarrow(_ sum: Int128) -> Bool { Int64(exactly: sum) != nil }

  private static func pack(_ cells: ArraySlice<CellEntry>) -> [UInt8] {
    let terms = cells.map(\.terms)
    let keys = [
      terms.map(\.hour), terms.map(\.project), terms.map(\.tier), terms.map(\.claim), terms.map(\.currency),
      terms.map(\.providers), cells.map { Int64($0.eventCount) },
    ]
    let sums = sumPaths.map { path in cells.map { Int64(truncatingIfNeeded: $0.sums[keyPath: path]) } }
    return PackedColumns.pack(keys + sums)
  }

  /// The cells of a piece; `nil` when the bytes are none.
  static func unpack(_ bytes: [UInt8]) -> [CellEntry]? {
    guard let columns = PackedColumns.unpack(bytes), columns.count == 7 + sumPaths.count else { return nil }
    return columns[0].indices.map { row in
      var sums = MeasureSums()
      for (index, path) in sumPaths.enumerated() { sums[keyPath: path] = Int128(columns[7 + index][row]) }
      let terms = CellTerms(
        hour: columns[0][row], project: columns[1][row], tier: columns[2][row], claim: columns[3][row],
        currency: columns[4][row], providers: columns[5][row])
      return CellEntry(terms: terms, sums: sums, eventCount: Int(columns[6][row]))
    }
  }
}

/// Walks the run of one batch, a piece at a time.
struct CellRunStream: SortedRun {
  private let connection: Connection
  private var pieceID: Int64
  private var entries: [CellEntry] = []
  private var position = 0

  init(batchID: Int64, connection: Connection) {
    pieceID = batchID << 20
    self.connection = connection
  }

  mutating func next() throws(StoreError) -> CellEntry? {
    if position == entries.count {
      let rows = try connection.rows("SELECT cells FROM cell_run WHERE id = ?", pieceID)
      guard try rows.next() else { return nil }
      guard let piece = CellRun.unpack(rows.blob(0)), !piece.isEmpty else {
        throw connection.damaged("the sums of batch \(pieceID >> 20) that wait cannot be read")
      }
      entries = piece
      position = 0
      pieceID += 1
    }
    position += 1
    return entries[position - 1]
  }
}
