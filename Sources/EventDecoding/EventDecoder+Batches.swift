package import Billing

extension EventDecoder {
  /// Rows that were decoded one by one, a quarantine's retry for one, as a batch that a store posts. Each comes with
  /// its raw bytes; the batch stands at `end` of its source.
  package static func makeBatch(
    of rows: [(row: EventRow, rawBytes: [UInt8])], end: SourcePosition = SourcePosition()
  ) -> EventBatch {
    var builder = BlockBuilder()
    for (row, rawBytes) in rows {
      rawBytes.withUnsafeBufferPointer { builder.append(row, rawBytes: $0) }
    }
    return EventBatch(
      blocks: builder.takeBlocks(rowCount: ChunkLimits().blockRowCount), quarantined: [], sourceEnd: end)
  }
}
