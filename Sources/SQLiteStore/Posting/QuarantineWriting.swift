import Billing

/// Keeps rows that were not posted, with their exact bytes.
struct QuarantineWriting {
  let connection: Connection
  let batchID: Int64
  let now: Instant

  /// A row that already waits there for the same reason, from an earlier state of a file that grows, is kept once.
  func write(_ row: QuarantinedRow) throws(StoreError) {
    try connection.run(
      """
      INSERT INTO quarantine (batch, source_name, line, byte_offset, reason, detail, raw_row, quarantined_at)
      SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (
        SELECT 1 FROM quarantine WHERE source_name = ? AND line = ? AND byte_offset = ? AND reason = ?
          AND raw_row = ? AND resolved_at IS NULL)
      """, batchID, row.source, row.line, row.byteOffset, row.reason.rawValue, row.detail, row.rawBytes, now,
      row.source, row.line, row.byteOffset, row.reason.rawValue, row.rawBytes)
  }

  /// Keeps every row that was posted before with other content, and says what differs.
  func writeConflicts(
    in blocks: [EventBlock], verdicts: [[RowVerdict]], sourceName: String
  ) throws(StoreError) {
    for (block, verdicts) in zip(blocks, verdicts) {
      var rawRows: [ArraySlice<UInt8>]?
      for (ordinal, verdict) in verdicts.enumerated() {
        guard case .conflict(let place) = verdict else { continue }
        if rawRows == nil { rawRows = try Self.rawRows(of: block) }
        let row = block.rows[ordinal]
        let posted = try PostedRecord(at: place, in: connection).event(row.event.usageID, in: connection)
        try write(
          QuarantinedRow(
            source: sourceName, line: row.line, byteOffset: row.byteOffset, reason: .conflict,
            detail: EventConflict(posted: posted, found: row.event).sentence,
            rawBytes: Array(rawRows?[ordinal] ?? [])))
      }
    }
  }

  private static func rawRows(of block: EventBlock) throws(StoreError) -> [ArraySlice<UInt8>] {
    guard let bytes = RawFrame.decompress(block.rawFrame, byteCount: block.rawByteCount),
      let rows = RawRows.split(bytes, count: block.rows.count)
    else { throw .ruleBroken(detail: "a block's raw bytes are not its \(block.rows.count) rows") }
    return rows
  }
}
