import Billing

extension DispatchItem {
  /// What `Connection.item` reads, in its order, from `item i JOIN item_payload p`.
  static let columns = """
    i.id, i.provider, i.series, i.bucket_start, i.bucket_hours, i.revision, i.units, i.value_text, i.money_steps, \
    i.currency, p.bytes, i.payload_digest, i.batch_key, i.address, i.seal, i.deadline_at, i.state, i.reason, \
    i.attempt_count, i.ambiguous_since, i.generation, i.next_attempt_at
    """
  static let tables = "item i JOIN item_payload p ON p.item = i.seq"
}

extension Connection {
  /// The item on the statement's row.
  func item(_ rows: PreparedStatement) throws(StoreError) -> DispatchItem {
    let bucket = BucketKey(
      provider: try provider(rows.integer(1)), series: try text(rows.integer(2)), start: rows.hour(3),
      hours: rows.integer(4))
    let payload = FrozenPayload(
      bytes: rows.blob(10), digest: rows.text(11), batchKey: try text(rows.integer(12)))
    guard let address = try terms.address(rows.integer(13), in: self) else {
      throw damaged("the address of \(rows.text(0)) cannot be read")
    }
    return DispatchItem(
      id: rows.text(0), bucket: bucket, revision: rows.count(5), units: try rows.steps(6),
      valueText: rows.text(7),
      money: Money(steps: try rows.steps(8), currency: try currency(rows.integer(9))), payload: payload,
      address: address, sealID: rows.integer(14), deadlineAt: rows.instant(15),
      progress: try progress(rows, at: 16))
  }

  /// Every item of a query over `DispatchItem.tables`.
  func items<each Value: SQLBindable>(
    _ condition: String, _ values: repeat each Value
  ) throws(StoreError) -> [DispatchItem] {
    let rows = try rows(
      "SELECT \(DispatchItem.columns) FROM \(DispatchItem.tables) WHERE \(condition)", repeat each values)
    var items: [DispatchItem] = []
    while try rows.next() { items.append(try item(rows)) }
    return items
  }

  /// An item and its row number; `nil` when there is no such item.
  func claimable(_ id: String) throws(StoreError) -> (sequence: Int64, item: DispatchItem)? {
    let rows = try rows(
      "SELECT \(DispatchItem.columns), i.seq FROM \(DispatchItem.tables) WHERE i.id = ?", id)
    return try rows.next() ? (rows.integer(22), try item(rows)) : nil
  }

  /// The six columns of an item's progress from that column on.
  func progress(_ rows: PreparedStatement, at column: Int32) throws(StoreError) -> DispatchProgress {
    DispatchProgress(
      state: try rows.word(column, DispatchState.self), reason: rows.text(column + 1),
      attemptCount: rows.count(column + 2), ambiguousSince: rows.instantIfAny(column + 3),
      generation: rows.count(column + 4), nextAttemptAt: rows.instantIfAny(column + 5))
  }

  /// The row number and progress of an item; `nil` when there is no such item.
  func itemRow(_ id: String) throws(StoreError) -> ItemRow? {
    let rows = try rows(
      """
      SELECT seq, state, reason, attempt_count, ambiguous_since, generation, next_attempt_at
      FROM item WHERE id = ?
      """, id)
    guard try rows.next() else { return nil }
    return ItemRow(sequence: rows.integer(0), progress: try progress(rows, at: 1))
  }
}

/// What changing an item needs to know of it.
struct ItemRow {
  let sequence: Int64
  let progress: DispatchProgress
}
