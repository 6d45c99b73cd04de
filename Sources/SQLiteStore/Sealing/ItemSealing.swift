import Billing

/// Writes a plan's items with their frozen bytes and allocations.
struct ItemSealing {
  private let connection: Connection
  private let sealID: Int64
  private let runID: Int64
  private let now: Instant
  /// Terms of the addresses seen so far: many items share one.
  private var addressTerms: [[String: String]: Int64] = [:]

  init(connection: Connection, sealID: Int64, runID: Int64, now: Instant) {
    self.connection = connection
    self.sealID = sealID
    self.runID = runID
    self.now = now
  }

  /// Answers the items' row numbers by identifier.
  mutating func insert(_ items: [PlannedItem]) throws(StoreError) -> [String: Int64] {
    let insertItem = try connection.prepare(
      """
      INSERT INTO item (id, provider, series, bucket_start, bucket_hours, revision, units, value_text,
        money_steps, currency, payload_digest, batch_key, address, seal, deadline_at, state, reason,
        attempt_count, generation)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', '', 0, 0)
      """)
    let insertPayload = try connection.prepare("INSERT INTO item_payload (item, bytes) VALUES (?, ?)")
    let insertAllocation = try connection.prepare(
      "INSERT INTO item_allocation (item, project, units) VALUES (?, ?, ?)")
    var sequences: [String: Int64] = [:]
    for item in items {
      try insert(item, with: insertItem)
      let sequence = connection.lastInsertedID
      sequences[item.bucket.itemID] = sequence
      try begin(item.progress, sequence)
      try insertPayload.run(sequence, item.payload.bytes)
      guard item.newAllocations.reduce(Int128(0), { $0 + $1.units }) == item.units else {
        throw .ruleBroken(detail: "the allocations of \(item.bucket.itemID) do not add up to its units")
      }
      for allocation in item.newAllocations {
        try insertAllocation.run(sequence, connection.term(allocation.projectID), allocation.units)
      }
    }
    return sequences
  }

  /// An item is inserted as planned; one that begins otherwise has a first line in its history that says why.
  private func begin(_ progress: DispatchProgress, _ sequence: Int64) throws(StoreError) {
    guard progress.state != .planned else { return }
    try connection.run(
      "UPDATE item SET state = ?, reason = ?, ambiguous_since = ? WHERE seq = ?", progress.state.rawValue,
      progress.reason, progress.ambiguousSince, sequence)
    try connection.appendTransition(of: sequence, from: .planned, to: progress, runID: runID, at: now)
  }

  private mutating func insert(_ item: PlannedItem, with statement: PreparedStatement) throws(StoreError) {
    let bucket = item.bucket
    try statement.run(
      bucket.itemID, connection.term(bucket.key.provider.name), connection.term(bucket.key.series),
      bucket.key.start, bucket.key.hours, bucket.revision, item.units, bucket.valueText, item.money.steps,
      connection.term(item.money.currency.code), item.payload.digest,
      connection.term(item.payload.batchKey), addressTerm(bucket.address), sealID,
      item.deadlineAt)
  }

  private mutating func addressTerm(_ address: [String: String]) throws(StoreError) -> Int64 {
    if let term = addressTerms[address] { return term }
    let term = try connection.term(AddressText.write(address))
    addressTerms[address] = term
    return term
  }
}
