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
  mutating func add(_ chunk: DecodedChunk) -> EventBatch? {
    batch.blocks += chunk.blocks
    batch.quarantined += chunk.quarantined
    batch.sourceEnd = chunk.end
    rowCount += chunk.blocks.reduce(0) { $0 + $1.rows.count } + chunk.quarantined.count
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
