/// A run of decoded rows of one source, ready to be posted in one transaction.
package struct EventBatch: Sendable {
  /// Blocks of about a thousand rows.
  package var blocks: [EventBlock]
  /// Rows that are no usage event, with their raw bytes.
  package var quarantined: [QuarantinedRow]
  /// Where the source stands once this batch is posted.
  package var sourceEnd: SourcePosition

  /// A batch of the parts given.
  package init(blocks: [EventBlock], quarantined: [QuarantinedRow], sourceEnd: SourcePosition) {
    self.blocks = blocks
    self.quarantined = quarantined
    self.sourceEnd = sourceEnd
  }
}

/// One decoded row of a source.
package struct EventRow: Sendable {
  /// The event.
  package var event: UsageEvent
  /// First 16 bytes of SHA-256 of the usage id: the key of de-duplication.
  package var key: EventKey
  /// First 16 bytes of SHA-256 over the event's decoded content (dispatch results left out): tells a repetition from
  /// a conflict.
  package var contentDigest: EventKey
  /// One-based line, or element of a JSON array.
  package var line: Int
  /// Zero-based byte offset of the row in the (decompressed) source.
  package var byteOffset: Int
  /// The GPUs that a usage record holds; empty for an optimisation outcome.
  package var holds: [GPUHold]

  /// A row of the parts given.
  package init(
    event: UsageEvent, key: EventKey, contentDigest: EventKey, line: Int, byteOffset: Int,
    holds: [GPUHold] = []
  ) {
    self.event = event
    self.key = key
    self.contentDigest = contentDigest
    self.line = line
    self.byteOffset = byteOffset
    self.holds = holds
  }
}

/// 128 bits of a SHA-256 digest.
package struct EventKey: Hashable, Comparable, Sendable {
  /// The first eight bytes, big-endian.
  package let high: UInt64
  /// The next eight bytes, big-endian.
  package let low: UInt64

  /// A key of two halves.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The first 16 bytes of a digest.
  package init(digestPrefix bytes: some Collection<UInt8>) {
    precondition(bytes.count >= 16, "a key needs 16 bytes")
    var halves: (UInt64, UInt64) = (0, 0)
    for byte in bytes.prefix(8) { halves.0 = halves.0 << 8 | UInt64(byte) }
    for byte in bytes.dropFirst(8).prefix(8) { halves.1 = halves.1 << 8 | UInt64(byte) }
    (high, low) = halves
  }

  /// The sixteen bytes, as stored.
  package var bytes: [UInt8] {
    [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
  }

  /// Bytewise.
  package static func < (left: EventKey, right: EventKey) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}
