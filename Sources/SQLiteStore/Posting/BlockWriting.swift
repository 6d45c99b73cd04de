import Billing

/// Writes blocks in which something is new: records, usage ids and raw bytes.
struct BlockWriting {
  let connection: Connection
  let batchID: Int64
  let parallelism: Parallelism

  func write(_ blocks: [EventBlock], verdicts: [[RowVerdict]], firstBlockID: Int64) throws(StoreError) {
    var series = SeriesNumbers<Int64>()
    let indices = blocks.indices.filter { verdicts[$0].contains(.posted) }
    // Most of the work that posting is.
    let frames = parallelism.map(indices.count) { BlockFrames(blocks[indices[$0]]) }
    for (position, index) in indices.enumerated() {
      let block = blocks[index]
      let known = series.take(block.texts.series, count: block.texts.texts.count)
      var terms = BlockTerms(of: block.texts, known: known, in: connection)
      guard let frames = frames[position] else { throw .failed(detail: "no memory to compress a block") }
      try write(block, frames, verdicts: verdicts[index], &terms, id: firstBlockID + Int64(index))
      series.keep(terms.known, of: block.texts.series)
    }
  }

  private func write(
    _ block: EventBlock, _ frames: BlockFrames, verdicts: [RowVerdict], _ terms: inout BlockTerms, id: Int64
  ) throws(StoreError) {
    let isPosted = verdicts.map { $0 == .posted }
    let hours = zip(block.records, isPosted).lazy.filter(\.1).map(\.0.timestamp.hour)
    guard let firstHour = hours.min(), let lastHour = hours.max() else { return }
    let records = try EventRecords(of: block.records, terms: &terms, isPosted: isPosted)
    guard block.usageIDs.count(where: { $0 == 0x0A }) == block.rowCount - 1 else {
      throw .ruleBroken(detail: "a usage id holds a line feed")
    }
    try connection.run(
      """
      INSERT INTO block (id, batch, row_count, posted_count, first_hour, last_hour, raw_byte_count,
        usage_id_byte_count, records) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, batchID, block.rowCount, isPosted.count { $0 }, firstHour, lastHour, block.rawByteCount,
      block.usageIDs.count, records.packed)
    try connection.run(
      "INSERT INTO block_raw (block, usage_ids, raw_rows) VALUES (?, ?, ?)", id, frames.usageIDs,
      frames.rawRows)
  }
}

/// What of a block is compressed.
struct BlockFrames: Sendable {
  let usageIDs: [UInt8]
  let rawRows: [UInt8]

  /// `nil` only when memory runs out.
  init?(_ block: EventBlock) {
    guard let usageIDs = RawFrame.compress(block.usageIDs), let rawRows = RawFrame.compress(block.rawRows)
    else {
      return nil
    }
    (self.usageIDs, self.rawRows) = (usageIDs, rawRows)
  }
}
