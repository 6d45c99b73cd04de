/// Sizes of the pieces a source is taken in. What comes out does not depend on them, only speed and memory do.
struct ChunkLimits: Sendable {
  /// Bytes of a chunk that one worker decodes; about a thousand rows as upstream writes them.
  var chunkByteCount = 1 << 20
  /// Rows of a block, give or take a half.
  var blockRowCount = 1_000
  /// Rows after which a batch is handed over.
  var batchRowCount = 200_000
  /// Bytes of quarantined rows after which a batch is handed over.
  var batchQuarantinedByteCount = 16 << 20
  /// Chunks that may be decoded ahead of the receiver: enough to keep the workers busy while a batch is posted.
  var decodedAheadCount = 128
}

extension ChunkLimits {
  /// The usual sizes for a purpose: metering has no transaction to make the most of.
  init(_ purpose: EventDecodingPurpose) {
    self.init()
    if case .metering = purpose {
      batchRowCount = 4_000
      decodedAheadCount = 16
    }
  }
}
