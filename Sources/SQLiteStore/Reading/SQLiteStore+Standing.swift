package import Billing

extension SQLiteStore {
  package func standing(in window: BillingWindow?) throws(StoreError) -> LedgerStanding {
    try read { connection throws(StoreError) in
      let reading = StandingReading(
        connection: connection, start: window?.start.index ?? Int64.min, end: window?.end.index ?? Int64.max)
      return LedgerStanding(
        items: try reading.items(), charges: try reading.charges(),
        quarantinedCount: Int(
          try connection.integer("SELECT count(*) FROM quarantine WHERE resolved_at IS NULL") ?? 0),
        eventCount: Int(try connection.integer("SELECT sum(posted_count) FROM batch") ?? 0),
        sealedThrough: try connection.sealedThrough())
    }
  }
}

/// Sums by state. Money has 128 bits, so it is summed here and not by SQL.
struct StandingReading {
  let connection: Connection
  let start: Int64
  let end: Int64

  private struct Sum {
    var count = 0
    var steps: [Currency: Int128] = [:]

    var money: [Money] {
      steps.sorted { $0.key < $1.key }.map { Money(steps: $0.value, currency: $0.key) }
    }
  }

  func items() throws(StoreError) -> [LedgerStanding.ItemLine] {
    struct Key: Hashable {
      let provider: ProviderID
      let state: DispatchState
    }
    var sums: [Key: Sum] = [:]
    for (raw, sum) in try rawItems() {
      let key = Key(provider: try connection.provider(raw.provider), state: raw.state)
      sums[key, default: Sum()].count += sum.count
      sums[key]?.steps[try connection.currency(raw.currency), default: 0] += sum.steps
    }
    return sums.sorted { ($0.key.provider, $0.key.state.rawValue) < ($1.key.provider, $1.key.state.rawValue) }
      .map {
        .init(provider: $0.key.provider, state: $0.key.state, count: $0.value.count, money: $0.value.money)
      }
  }

  /// By the numbers of texts, as rows hold them: names would be hashed once an item of the whole ledger.
  private struct RawKey: Hashable {
    let provider: Int64
    let state: DispatchState
    let currency: Int64
  }

  private func rawItems() throws(StoreError) -> [RawKey: (count: Int, steps: Int128)] {
    let rows = try connection.rows(
      "SELECT provider, state, money_steps, currency FROM item WHERE bucket_start >= ? AND bucket_start < ?",
      start, end)
    var sums: [RawKey: (count: Int, steps: Int128)] = [:]
    while try rows.next() {
      let key = RawKey(
        provider: rows.integer(0), state: try rows.word(1, DispatchState.self), currency: rows.integer(3))
      let sum = sums[key, default: (0, 0)]
      sums[key] = (sum.count + 1, sum.steps + (try rows.steps(2)))
    }
    return sums
  }

  func charges() throws(StoreError) -> [LedgerStanding.ChargeLine] {
    struct Key: Hashable {
      let provider: ProviderID
      let state: DispatchState
      let reason: String
    }
    let rows = try connection.rows(
      """
      SELECT h.provider, h.state, h.reason, h.money_steps, h.currency FROM charge h JOIN cell c ON c.id = h.cell
      WHERE h.state IN ('held', 'skipped') AND c.hour >= ? AND c.hour < ?
      """, start, end)
    var sums: [Key: Sum] = [:]
    while try rows.next() {
      let key = Key(
        provider: try connection.provider(rows.integer(0)), state: try rows.word(1, DispatchState.self),
        reason: rows.text(2))
      sums[key, default: Sum()].count += 1
      guard let currency = rows.integerIfAny(4) else { continue }
      sums[key]?.steps[try connection.currency(currency), default: 0] += try rows.steps(3)
    }
    return sums.sorted {
      ($0.key.provider, $0.key.state.rawValue, $0.key.reason)
        < ($1.key.provider, $1.key.state.rawValue, $1.key.reason)
    }.map {
      .init(
        provider: $0.key.provider, state: $0.key.state, reason: $0.key.reason, count: $0.value.count,
        money: $0.value.money)
    }
  }
}
