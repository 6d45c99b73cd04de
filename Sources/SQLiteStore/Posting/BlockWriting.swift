import Billing

/// Writes blocks in which something is new: records, usage ids and raw bytes.
struct BlockWriting {
  let connection: Connection
  let batchID: Int64

  func write(_ blocks: [EventBlock], verdicts: [[RowVerdict]], firstBlockID: Int64) throws(StoreError) {
    for (index, block) in blocks.enumerated() where verdicts[index].contains(.posted) {
      try write(block, verdicts: verdicts[index], id: firstBlockID + Int64(index))
    }
  }

  private func write(_ block: EventBlock, verdicts: [RowVerdict], id: Int64) throws(StoreError) {
    var records = EventRecords()
    var hours: ClosedRange<UTCHour>?
    for (row, verdict) in zip(block.rows, verdicts) {
      let terms = try EventTerms(of: row.event, in: connection)
      records.append(row.event, terms: terms, line: row.line, isPosted: verdict == .posted)
      guard verdict == .posted else { continue }
      let hour = row.event.timestamp.hour
      hours = min(hours?.lowerBound ?? hour, hour)...max(hours?.upperBound ?? hour, hour)
    }
    guard let hours else { return }
    let usageIDs = Array(block.rows.map { $0.event.usageID }.joined(separator: "\n").utf8)
    guard usageIDs.count(where: { $0 == 0x0A }) == block.rows.count - 1 else {
      throw .ruleBroken(detail: "a usage id holds a line feed")
    }
    guard let frame = RawFrame.compress(usageIDs) else {
      throw .failed(detail: "no memory to compress a block")
    }
    try connection.run(
      """
      INSERT INTO block (id, batch, row_count, posted_count, first_hour, last_hour, raw_byte_count,
        usage_id_byte_count, records) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, batchID, block.rows.count, verdicts.count { $0 == .posted }, hours.lowerBound,
      hours.upperBound, block.rawByteCount, usageIDs.count, records.packed)
    try connection.run(
      "INSERT INTO block_raw (block, usage_ids, raw_rows) VALUES (?, ?, ?)", id, frame, block.rawFrame)
  }
}
