import Billing

/// Keeps rows that were not posted, with their exact bytes.
struct QuarantineWriting {
  let connection: Connection
  let batchID: Int64
  let now: Instant

  /// A row that is there already for the same reason, from an earlier state of a file that grows, is written as
  /// resolved by the first: it waits once, never again once a person resolved it, and batches still tie out.
  func write(_ row: QuarantinedRow) throws(StoreError) {
    let first = try firstID(of: row)
    try connection.run(
      """
      INSERT INTO quarantine (batch, source_name, line, byte_offset, reason, detail, raw_row, quarantined_at,
        resolved_at, resolution) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, batchID, row.source, row.line, row.byteOffset, row.reason.rawValue, row.detail, row.rawBytes, now,
      first.map { _ in now }, first.map { "row \($0), read again" })
  }

  /// The number under which the same row of the same place is kept already.
  private func firstID(of row: QuarantinedRow) throws(StoreError) -> Int64? {
    try connection.integer(
      "\(Self.firstIDQuery) ORDER BY id LIMIT 1", row.source, row.line, row.byteOffset, row.reason.rawValue,
      row.rawBytes)
  }

  /// Asked once a bad row, so it must find the place by its index.
  static let firstIDQuery = """
    SELECT id FROM quarantine WHERE source_name = ? AND line = ? AND byte_offset = ? AND reason = ? AND raw_row = ?
    """

  /// Keeps every row that was posted before with other content, or whose GPUs are held, and says what differs.
  func writeConflicts(
    in blocks: [EventBlock], verdicts: [[RowVerdict]], sourceName: String
  ) throws(StoreError) {
    for (block, verdicts) in zip(blocks, verdicts) {
      let refused = verdicts.indices.filter { verdicts[$0].isRefusal }
      guard !refused.isEmpty else { continue }
      guard let rawRows = RawRows(block)?.rows(at: refused) else {
        throw .ruleBroken(detail: "a block's raw bytes are not its \(block.rowCount) rows")
      }
      for (ordinal, rawBytes) in zip(refused, rawRows) {
        let row = block.row(ordinal)
        guard let (reason, detail) = try refusal(of: row, verdicts[ordinal]) else { continue }
        try write(
          QuarantinedRow(
            source: sourceName, line: row.line, byteOffset: row.byteOffset, reason: reason, detail: detail,
            rawBytes: rawBytes))
      }
    }
  }

  private func refusal(
    of row: EventRow, _ verdict: RowVerdict
  ) throws(StoreError) -> (QuarantineReason, String)? {
    switch verdict {
    case .posted, .alreadyPosted: return nil
    case .conflict(let place):
      let posted = try PostedRecord(at: place, in: connection).event(row.event.usageID, in: connection)
      return (.conflict, EventConflict(posted: posted, found: row.event).sentence)
    case .overlap(let overlap): return (.overlap, overlap.sentence)
    }
  }
}
