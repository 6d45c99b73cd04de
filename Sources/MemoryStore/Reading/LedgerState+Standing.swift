import Billing

extension LedgerState {
  /// Sums by provider and state.
  func standing(in window: BillingWindow?) -> LedgerStanding {
    LedgerStanding(
      items: itemLines(in: window), charges: chargeLines(in: window),
      quarantinedCount: quarantineRows.count { $0.resolvedAt == nil },
      eventCount: batchRows.reduce(0) { $0 + $1.tally.postedCount }, sealedThrough: sealedThrough)
  }

  private func itemLines(in window: BillingWindow?) -> [LedgerStanding.ItemLine] {
    var sums: [StandingKey: StandingSum] = [:]
    for index in itemRows.indices {
      guard window.map({ $0.contains(itemRows[index].item.bucket.start) }) ?? true else { continue }
      let key = StandingKey(
        provider: itemRows[index].item.bucket.provider, state: itemRows[index].item.progress.state, reason: ""
      )
      sums[key, default: StandingSum()].add(itemRows[index].item.money)
    }
    return sums.sorted { $0.key < $1.key }.map { key, sum in
      .init(provider: key.provider, state: key.state, count: sum.count, money: sum.money)
    }
  }

  private func chargeLines(in window: BillingWindow?) -> [LedgerStanding.ChargeLine] {
    var sums: [StandingKey: StandingSum] = [:]
    for index in waitingCharges {
      let charge = chargeRows[index].charge
      guard let (state, reason) = charge.state.waitingWord, let cell = cellRows.row(charge.cellID),
        window.map({ $0.contains(cell.cell.key.hour) }) ?? true
      else { continue }
      let key = StandingKey(provider: charge.provider, state: state, reason: reason)
      sums[key, default: StandingSum()].add(charge.money)
    }
    return sums.sorted { $0.key < $1.key }.map { key, sum in
      .init(
        provider: key.provider, state: key.state, reason: key.reason, count: sum.count, money: sum.money)
    }
  }
}

/// What a line of the standing sums over.
private struct StandingKey: Hashable, Comparable {
  let provider: ProviderID
  let state: DispatchState
  let reason: String

  static func < (left: StandingKey, right: StandingKey) -> Bool {
    (left.provider, left.state.rawValue, left.reason) < (right.provider, right.state.rawValue, right.reason)
  }
}

/// A line's sum.
private struct StandingSum {
  var count = 0
  private var steps: [Currency: Int128] = [:]

  mutating func add(_ money: Money?) {
    count += 1
    if let money { steps[money.currency, default: 0] += money.steps }
  }

  var money: [Money] {
    steps.sorted { $0.key < $1.key }.map { Money(steps: $0.value, currency: $0.key) }
  }
}
