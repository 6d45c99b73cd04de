import Billing

/// Some rows of one block with everything needed to tell their events: records, usage ids, raw rows, source and time.
struct StoredBlock {
  let batchID: Int64
  let sourceName: String
  let postedAt: Instant
  let records: EventRecords
  /// By the row's index in the block.
  let rows: [Int: (usageID: String, rawBytes: [UInt8])]

  /// Reads the rows at `ordinals`, in rising order; the others stay packed.
  init(_ id: Int64, rows ordinals: [Int], in connection: Connection) throws(StoreError) {
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
      let rawRows = RawFrame.rows(rows.blob(8), byteCount: rows.count(7), count: records.count),
      usageIDBytes.count(where: { $0 == 0x0A }) == records.count - 1,
      let usageIDs = RawRows.lines(usageIDBytes + [0x0A], at: ordinals),
      let rawBytes = rawRows.rows(at: ordinals)
    else { throw connection.damaged("block \(id) cannot be read") }
    batchID = rows.integer(0)
    sourceName = rows.text(1)
    postedAt = rows.instant(2)
    self.records = records
    self.rows = Dictionary(
      uniqueKeysWithValues: ordinals.indices.map {
        (ordinals[$0], (String(decoding: usageIDs[$0], as: UTF8.self), rawBytes[$0]))
      })
  }
}
