import Billing

/// How far each source was read. A file is known by its content, whatever its name; a stream stands once an import.
struct SourceRows {
  let connection: Connection

  /// Moves the source forward, making its row where it is new; answers its number.
  func advance(
    _ source: SourceDescription, to position: SourcePosition, isLast: Bool, runID: Int64
  ) throws(StoreError) -> Int64 {
    let known = try find(source, runID: runID)
    let id = if let known { known } else { try insert(source, runID: runID) }
    let rows = try connection.rows(
      "SELECT position_bytes, position_lines, is_complete FROM source WHERE id = ?", id)
    guard try rows.next(), rows.integer(2) == 0, rows.integer(0) <= position.byteOffset,
      rows.integer(1) <= position.lineCount
    else {
      throw .changedMeanwhile(detail: "\(source.name) was read further by another import of the same content")
    }
    try connection.run(
      """
      UPDATE source SET position_bytes = ?, position_lines = ?, is_complete = ?,
        content_digest = coalesce(content_digest, ?) WHERE id = ?
      """, position.byteOffset, position.lineCount, isLast ? 1 : 0, source.contentDigest, id)
    return id
  }

  /// Whether a file of that size may be one that was read before.
  func knowsFile(ofByteCount byteCount: Int) throws(StoreError) -> Bool {
    try connection.integer(
      """
      SELECT 1 FROM source
      WHERE byte_count = ?1 AND (content_digest IS NOT NULL OR is_complete = 0)
        OR content_digest IS NOT NULL AND is_complete = 0
      LIMIT 1
      """, byteCount) != nil
  }

  /// `nil` for a stream and for content that is new.
  func progress(of source: SourceDescription) throws(StoreError) -> SourceProgress? {
    guard let digest = source.contentDigest else { return nil }
    let rows = try connection.rows(
      "SELECT id, position_bytes, position_lines, is_complete FROM source WHERE content_digest = ?", digest)
    guard try rows.next() else { return nil }
    let position = SourcePosition(byteOffset: rows.count(1), lineCount: rows.count(2))
    return SourceProgress(
      position: position, isComplete: rows.integer(3) == 1, tally: try tally(of: rows.integer(0)))
  }

  private func tally(of sourceID: Int64) throws(StoreError) -> PostingTally {
    let rows = try connection.rows(
      """
      SELECT read_count, posted_count, already_posted_count, conflict_count, quarantined_count, key_sum
      FROM batch WHERE source = ?
      """, sourceID)
    var sum = PostingTally()
    while try rows.next() {
      var tally = PostingTally()
      tally.readCount = rows.count(0)
      tally.postedCount = rows.count(1)
      tally.alreadyPostedCount = rows.count(2)
      tally.conflictCount = rows.count(3)
      tally.quarantinedCount = rows.count(4)
      tally.keySum = UInt64(bitPattern: rows.integer(5))
      sum = sum + tally
    }
    return sum
  }

  private func find(_ source: SourceDescription, runID: Int64) throws(StoreError) -> Int64? {
    if let digest = source.contentDigest,
      let id = try connection.integer("SELECT id FROM source WHERE content_digest = ?", digest)
    {
      return id
    }
    // What an earlier batch of the run began without a digest: a stream, or a file whose digest comes late.
    return try connection.integer(
      """
      SELECT id FROM source
      WHERE content_digest IS NULL AND is_complete = 0 AND name = ? AND byte_count = ? AND run = ?
      """, source.name, source.byteCount, runID)
  }

  private func insert(_ source: SourceDescription, runID: Int64) throws(StoreError) -> Int64 {
    try connection.run(
      "INSERT INTO source (name, content_digest, byte_count, run) VALUES (?, ?, ?, ?)",
      source.name, source.contentDigest, source.byteCount, runID)
    return connection.lastInsertedID
  }
}
