import Billing

/// One block with everything needed to tell its events: records, usage ids, raw rows, source and time.
struct StoredBlock {
  let batchID: Int64
  let sourceName: String
  let postedAt: Instant
  let records: EventRecords
  let usageIDs: [Substring]
  let rawRows: [ArraySlice<UInt8>]

  init(_ id: Int64, in connection: Connection) throws(StoreError) {
    let rows = try connection.rows(
      """
      SELECT b.batch, s.name, t.posted_at, b.records, b.row_count, b.usage_id_byte_count, r.usage_ids,
        b.raw_byte_count, r.raw_rows
      FROM block b JOIN block_raw r ON r.block = b.id JOIN batch t ON t.id = b.batch
        JOIN source s ON s.id = t.source
      WHERE b.id = ?
      """, id)
    guard try rows.next(), let records = EventRecords(packed: rows.blob(3)), records.count == rows.count(4),
      let usageIDBytes = RawFrame.decompress(rows.blob(6), byteCount: rows.count(5)),
      let rawBytes = RawFrame.rows(rows.blob(8), byteCount: rows.count(7)),
      let rawRows = RawRows.split(rawBytes, count: records.count)
    else { throw connection.damaged("block \(id) cannot be read") }
    let usageIDs = String(decoding: usageIDBytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    guard usageIDs.count == records.count else { throw connection.damaged("block \(id) cannot be read") }
    batchID = rows.integer(0)
    sourceName = rows.text(1)
    postedAt = rows.instant(2)
    self.records = records
    self.usageIDs = usageIDs
    self.rawRows = rawRows
  }
}
