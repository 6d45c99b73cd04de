import Billing

/// Writes a plan's items with their frozen bytes and allocations.
struct ItemSealing {
  /// An item that a new one takes the place of.
  struct Replacement {
    let old: String
    let new: String
    /// The new item's row number; `nil` when the slice that names it lacks it.
    let sequence: Int64?
  }

  /// The first item's row number.
  let first: Int64
  /// How many were inserted.
  private(set) var count = 0
  private(set) var replacements: [Replacement] = []
  private let connection: Connection
  private let sealID: Int64
  private let runID: Int64
  private let now: Instant
  /// The address of each series' last item, and its term. The items of a route share one dictionary, which costs
  /// nothing to compare with itself.
  private var addressOfSeries: [Int64: (address: [String: String], term: Int64)] = [:]

  init(connection: Connection, sealID: Int64, runID: Int64, now: Instant) throws(StoreError) {
    self.connection = connection
    self.sealID = sealID
    self.runID = runID
    self.now = now
    first = (try connection.integer("SELECT max(seq) FROM item") ?? 0) + 1
  }

  /// Inserts the next items. One table after the other, so that rows of each go in together.
  mutating func insert(_ slice: SealSlice) throws(StoreError) {
    let (items, first) = (slice.items, first + Int64(count))
    try insertItems(items, from: first)
    for index in items.indices where items[index].progress.state != .planned {
      try begin(items[index].progress, first + Int64(index))
    }
    try insertPayloads(items, from: first)
    try insertAllocations(items, from: first)
    if !slice.supersededItems.isEmpty {
      let sequences = sequences(of: items, from: first)
      for (old, new) in slice.supersededItems {
        replacements.append(Replacement(old: old, new: new, sequence: sequences[new]))
      }
    }
    count += items.count
  }

  /// Row numbers by identifier, of items inserted from that number on.
  func sequences(of items: [PlannedItem], from first: Int64) -> [String: Int64] {
    var sequences: [String: Int64] = [:]
    sequences.reserveCapacity(items.count)
    for index in items.indices { sequences[items[index].bucket.itemID] = first + Int64(index) }
    return sequences
  }

  private mutating func insertItems(_ items: [PlannedItem], from first: Int64) throws(StoreError) {
    var rows = try RowInserting(
      into: """
        item (seq, id, provider, series, bucket_start, bucket_hours, revision, units, value_text, money_steps,
          currency, payload_digest, batch_key, address, seal, deadline_at, state, reason, attempt_count, generation)
        """,
      row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', '', 0, 0)", rowCount: items.count,
      connection)
    for (index, item) in items.enumerated() {
      let bucket = item.bucket
      let series = try connection.term(bucket.key.series)
      try rows.insert(
        first + Int64(index), bucket.itemID, connection.term(bucket.key.provider.name), series,
        bucket.key.start, bucket.key.hours, bucket.revision, item.units, bucket.valueText, item.money.steps,
        connection.term(item.money.currency.code), item.payload.digest,
        connection.term(item.payload.batchKey), addressTerm(bucket.address, ofSeries: series), sealID,
        item.deadlineAt)
    }
    rows.finish()
  }

  private func insertPayloads(_ items: [PlannedItem], from first: Int64) throws(StoreError) {
    var rows = try RowInserting(
      into: "item_payload (item, bytes)", row: "(?, ?)", rowCount: items.count, connection)
    for index in items.indices { try rows.insert(first + Int64(index), items[index].payload.bytes) }
    rows.finish()
  }

  private func insertAllocations(_ items: [PlannedItem], from first: Int64) throws(StoreError) {
    var rows = try RowInserting(
      into: "item_allocation (item, project, units)", row: "(?, ?, ?)",
      rowCount: items.reduce(0) { $0 + $1.newAllocations.count }, connection)
    for index in items.indices {
      let allocations = items[index].newAllocations
      guard allocations.reduce(Int128(0), { $0 + $1.units }) == items[index].units else {
        throw .ruleBroken(
          detail: "the allocations of \(items[index].bucket.itemID) do not add up to its units")
      }
      for allocation in allocations {
        try rows.insert(first + Int64(index), connection.term(allocation.projectID), allocation.units)
      }
    }
    rows.finish()
  }

  /// An item is inserted as planned; one that begins otherwise has a first line in its history that says why.
  private func begin(_ progress: DispatchProgress, _ sequence: Int64) throws(StoreError) {
    try connection.run(
      "UPDATE item SET state = ?, reason = ?, ambiguous_since = ? WHERE seq = ?", progress.state.rawValue,
      progress.reason, progress.ambiguousSince, sequence)
    try connection.appendTransition(of: sequence, from: .planned, to: progress, runID: runID, at: now)
  }

  private mutating func addressTerm(
    _ address: [String: String], ofSeries series: Int64
  ) throws(StoreError) -> Int64 {
    if let known = addressOfSeries[series], known.address == address { return known.term }
    let term = try connection.term(AddressText.write(address))
    addressOfSeries[series] = (address, term)
    return term
  }
}
