import Billing

extension Tracing {
  /// Items with their attempts, receipts and history.
  func addItems(_ sequences: [Int64], to trace: inout Trace) throws(StoreError) {
    for sequence in sequences {
      guard let item = try connection.items("i.seq = ?", sequence).first else { continue }
      trace.items.append(item)
      try addAttempts(of: sequence, itemID: item.id, to: &trace)
      try addReceipt(of: sequence, itemID: item.id, to: &trace)
      try addTransitions(of: sequence, itemID: item.id, to: &trace)
    }
    trace.transitions.sort { $0.at < $1.at }
  }

  private func addAttempts(of item: Int64, itemID: String, to trace: inout Trace) throws(StoreError) {
    let rows = try connection.rows(
      "SELECT number, started_at, ended_at, outcome, detail FROM attempt WHERE item = ? ORDER BY number", item
    )
    while try rows.next() {
      let outcome =
        rows.isNull(3) ? nil : AttemptOutcome(try rows.word(3, AttemptOutcome.Kind.self), rows.text(4))
      trace.attempts.append(
        TracedAttempt(
          itemID: itemID, number: rows.count(0), startedAt: rows.instant(1), endedAt: rows.instantIfAny(2),
          outcome: outcome))
    }
  }

  private func addReceipt(of item: Int64, itemID: String, to trace: inout Trace) throws(StoreError) {
    let rows = try connection.rows(
      """
      SELECT kind, provider_record_id, request_id, provider_date, status, body_digest, body_excerpt, received_at
      FROM receipt WHERE item = ?
      """, item)
    guard try rows.next() else { return }
    let receipt = Receipt(
      kind: try rows.word(0, Receipt.Kind.self), providerRecordID: rows.textIfAny(1),
      requestID: rows.textIfAny(2),
      providerDate: rows.instantIfAny(3), status: rows.count(4), bodyDigest: rows.text(5),
      bodyExcerpt: rows.text(6))
    trace.receipts.append((itemID, receipt, rows.instant(7)))
  }

  /// The history: planned by its seal, then every change.
  private func addTransitions(of item: Int64, itemID: String, to trace: inout Trace) throws(StoreError) {
    let sealedAt = try connection.integer(
      "SELECT s.sealed_at FROM item i JOIN seal s ON s.id = i.seal WHERE i.seq = ?", item)
    if let sealedAt {
      trace.transitions.append((itemID, nil, .planned, "sealed", Instant(microseconds: sealedAt)))
    }
    let rows = try connection.rows(
      "SELECT from_state, to_state, reason, changed_at FROM item_transition WHERE item = ? ORDER BY id", item)
    while try rows.next() {
      trace.transitions.append(
        (
          itemID, try rows.word(0, DispatchState.self), try rows.word(1, DispatchState.self), rows.text(2),
          rows.instant(3)
        ))
    }
  }
}
