import Billing

/// Changes items, one transition at a time, inside one transaction.
struct ItemChanging {
  let connection: Connection
  let runID: Int64
  let epoch: Int64

  /// Puts an item in flight with one open attempt; answers the item as it is then, and the attempt's number.
  func claim(_ transition: ItemTransition) throws(StoreError) -> (item: DispatchItem, attemptID: Int64) {
    guard transition.to.state == .inFlight, transition.to.attemptCount == transition.from.attemptCount + 1,
      transition.attemptOutcome == nil, transition.receipt == nil
    else { throw .ruleBroken(detail: "\(transition.itemID): a claim begins one attempt, and ends none") }
    guard let (sequence, found) = try connection.claimable(transition.itemID) else {
      throw Self.missing(transition)
    }
    try check(found.progress, transition)
    let item = ItemRow(sequence: sequence, progress: found.progress)
    try connection.run(
      "INSERT INTO attempt (item, number, generation, run, lease_epoch, started_at) VALUES (?, ?, ?, ?, ?, ?)",
      item.sequence, transition.to.attemptCount, transition.to.generation, runID, epoch, transition.at)
    let attemptID = connection.lastInsertedID
    try change(item, by: transition)
    var claimed = found
    claimed.progress = transition.to
    return (claimed, attemptID)
  }

  /// Ends an attempt and moves its item.
  func settle(_ transition: ItemTransition, attemptID: Int64) throws(StoreError) {
    guard let outcome = transition.attemptOutcome else {
      throw .ruleBroken(detail: "\(transition.itemID): an attempt ends with an outcome")
    }
    let item = try current(transition)
    try connection.run(
      "UPDATE attempt SET ended_at = ?, outcome = ?, detail = ? WHERE id = ?",
      transition.at, outcome.kind.rawValue, outcome.detail, attemptID)
    try store(transition.receipt, of: item, attemptID: attemptID, at: transition.at)
    try change(item, by: transition)
  }

  /// Moves an item without an attempt.
  func apply(_ transition: ItemTransition) throws(StoreError) {
    guard transition.attemptOutcome == nil, transition.to.state != .inFlight,
      transition.to.attemptCount == transition.from.attemptCount
    else {
      throw .ruleBroken(
        detail: "\(transition.itemID): only a claim begins an attempt, only settling ends one")
    }
    let item = try current(transition)
    try store(transition.receipt, of: item, attemptID: nil, at: transition.at)
    try change(item, by: transition)
  }

  /// The item, if it is still as the caller read it.
  private func current(_ transition: ItemTransition) throws(StoreError) -> ItemRow {
    guard let item = try connection.itemRow(transition.itemID) else { throw Self.missing(transition) }
    try check(item.progress, transition)
    return item
  }

  private static func missing(_ transition: ItemTransition) -> StoreError {
    .changedMeanwhile(detail: "\(transition.itemID) is not in the ledger")
  }

  private func check(_ progress: DispatchProgress, _ transition: ItemTransition) throws(StoreError) {
    var (found, expected) = (progress, transition.from)
    (found.reason, expected.reason) = ("", "")
    guard found == expected else {
      throw .changedMeanwhile(
        detail: """
          \(transition.itemID) is \(found.state) after \(found.attemptCount) attempts, \
          not \(expected.state) after \(expected.attemptCount)
          """)
    }
  }

  private func store(
    _ receipt: Receipt?, of item: ItemRow, attemptID: Int64?, at now: Instant
  ) throws(StoreError) {
    guard let receipt else { return }
    try connection.run(
      """
      INSERT INTO receipt (item, attempt, kind, provider_record_id, request_id, provider_date, status, body_digest,
        body_excerpt, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, item.sequence, attemptID, receipt.kind.rawValue, receipt.providerRecordID, receipt.requestID,
      receipt.providerDate, receipt.status, receipt.bodyDigest, receipt.bodyExcerpt, now)
  }

  private func change(_ item: ItemRow, by transition: ItemTransition) throws(StoreError) {
    let to = transition.to
    guard transition.receipt == nil || to.state == .delivered else {
      throw .ruleBroken(detail: "\(transition.itemID): a receipt makes an item delivered, not \(to.state)")
    }
    try connection.run(
      """
      UPDATE item SET state = ?, reason = ?, attempt_count = ?, ambiguous_since = ?, generation = ?,
        next_attempt_at = ? WHERE seq = ?
      """, to.state.rawValue, to.reason, to.attemptCount, to.ambiguousSince, to.generation, to.nextAttemptAt,
      item.sequence)
    try connection.appendTransition(
      of: item.sequence, from: item.progress.state, to: to, runID: runID, at: transition.at)
  }
}

extension Connection {
  /// Appends to an item's history.
  func appendTransition(
    of item: Int64, from: DispatchState, to progress: DispatchProgress, runID: Int64, at now: Instant
  ) throws(StoreError) {
    try run(
      """
      INSERT INTO item_transition (item, from_state, to_state, reason, attempt_count, generation, run, changed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, item, from.rawValue, progress.state.rawValue, progress.reason, progress.attemptCount,
      progress.generation, runID, now)
  }
}
