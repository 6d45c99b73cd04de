import Billing

/// Which GPUs are held, and by whom.
struct HoldPosting {
  let connection: Connection

  /// The rows that may not be posted, since their GPUs are held.
  func overlaps(in blocks: [EventBlock]) throws(StoreError) -> [GPUHoldSearch.Place: GPUHoldOverlap] {
    guard blocks.contains(where: { !$0.holds.isEmpty }) else { return [:] }
    return try GPUHoldSearch.overlaps(
      in: blocks,
      isPosted: { key throws(StoreError) in
        try EventIndex(connection: connection).entry(of: key) != nil
      }, heldAgainst: held)
  }

  private func held(against hold: GPUHold) throws(StoreError) -> GPUHold? {
    guard let resource = try connection.terms.numberIfAny(of: hold.resource, in: connection) else {
      return nil
    }
    let rows = try connection.rows(
      """
      SELECT \(StoredGPUHold.columns) FROM gpu_hold WHERE \(UsageRecordTables.overlaps("?1", "?2", "?3"))
        AND (kind = 'allocation' OR is_shared = 0 OR ?4 = 0) ORDER BY id LIMIT 1
      """, resource, hold.interval.start, hold.interval.end, hold.isShared ? 1 : 0)
    return try rows.next() ? try connection.storedHold(rows).hold : nil
  }

  /// Keeps what the posted rows hold.
  func write(_ blocks: [EventBlock], verdicts: [[RowVerdict]]) throws(StoreError) {
    for (block, verdicts) in zip(blocks, verdicts) {
      for ordinal in block.holds.keys.sorted() where verdicts[ordinal] == .posted {
        let row = block.row(ordinal)
        for hold in row.holds { try insert(hold, of: row.event) }
      }
    }
  }

  private func insert(_ hold: GPUHold, of event: UsageEvent) throws(StoreError) {
    try connection.run(
      """
      INSERT INTO gpu_hold (kind, resource, hour, start_at, end_at, gpu_count, is_shared, record, format, project,
        tier, currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, hold.kind.rawValue, try connection.term(hold.resource), hold.interval.start.hour,
      hold.interval.start, hold.interval.end, hold.gpuCount, hold.isShared ? 1 : 0,
      try connection.term(hold.recordID), hold.format.rawValue, try connection.term(event.projectID),
      try connection.term(event.hardwareTier), try connection.term(event.currency.code))
  }
}

extension StoredGPUHold {
  /// What `Connection.storedHold` reads, in its order.
  static let columns = """
    id, kind, resource, start_at, end_at, gpu_count, is_shared, record, format, project, tier, currency
    """
}

extension Connection {
  /// The hold on the statement's row.
  func storedHold(_ rows: PreparedStatement) throws(StoreError) -> StoredGPUHold {
    guard let interval = AllocatedInterval(start: rows.instant(3), end: rows.instant(4)) else {
      throw damaged("the hold \(rows.integer(0)) has no interval on whole milliseconds")
    }
    let hold = GPUHold(
      kind: try rows.word(1, GPUHold.Kind.self), resource: try text(rows.integer(2)), interval: interval,
      gpuCount: rows.integer(5), isShared: rows.integer(6) == 1, recordID: try text(rows.integer(7)),
      format: try rows.word(8, UsageRecordFormat.self))
    return StoredGPUHold(
      id: rows.integer(0), hold: hold, projectID: try text(rows.integer(9)),
      hardwareTier: try text(rows.integer(10)), currency: try currency(rows.integer(11)))
  }
}
