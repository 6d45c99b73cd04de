import Billing

/// Collects decoded chunks until they make a batch.
struct BatchAssembly {
  private let limits: ChunkLimits
  private var batch: EventBatch
  private var rowCount = 0
  private var quarantinedByteCount = 0
  /// Where the last batch ended.
  private var handedOver: SourcePosition

  init(limits: ChunkLimits, from position: SourcePosition) {
    self.limits = limits
    handedOver = position
    batch = EventBatch(blocks: [], quarantined: [], sourceEnd: position)
  }

  /// Adds a chunk; answers the batch when it is full.
  mutating func add(_ chunk: consuming DecodedChunk) -> EventBatch? {
    let lineCountBefore = batch.sourceEnd.lineCount
    for block in chunk.blocks.indices { chunk.blocks[block].moveDown(by: lineCountBefore) }
    batch.blocks += chunk.blocks
    batch.quarantined += chunk.quarantined.map { $0.movedDown(by: lineCountBefore) }
    batch.sourceEnd = SourcePosition(
      byteOffset: chunk.endByteOffset, lineCount: lineCountBefore + chunk.lineCount)
    rowCount += chunk.blocks.reduce(0) { $0 + $1.rowCount } + chunk.quarantined.count
    quarantinedByteCount += chunk.quarantined.reduce(0) { $0 + $1.rawBytes.count }
    let isFull = rowCount >= limits.batchRowCount || quarantinedByteCount >= limits.batchQuarantinedByteCount
    return isFull ? takeRest() : nil
  }

  /// What is left; `nil` when the source did not move since the last batch.
  mutating func takeRest() -> EventBatch? {
    guard batch.sourceEnd != handedOver else { return nil }
    handedOver = batch.sourceEnd
    var taken = EventBatch(blocks: [], quarantined: [], sourceEnd: handedOver)
    swap(&taken, &batch)
    (rowCount, quarantinedByteCount) = (0, 0)
    return taken
  }
}

extension QuarantinedRow {
  /// The row with its line counted from the beginning of the source.
  fileprivate func movedDown(by lineCount: Int) -> QuarantinedRow {
    QuarantinedRow(
      source: source, line: line + lineCount, byteOffset: byteOffset, reason: reason, detail: detail,
      rawBytes: rawBytes)
  }
}
