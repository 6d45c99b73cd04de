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
    var sums = ShortTable<StandingKey, StandingSum>()
    for index in itemRows.indices {
      guard window.map({ $0.contains(itemRows[index].item.bucket.start) }) ?? true else { continue }
      let key = StandingKey(
        state: itemRows[index].item.progress.state, provider: itemRows[index].item.bucket.provider, reason: ""
      )
      let place = sums.place(of: key, beginningWith: StandingSum())
      sums.values[place].add(itemRows[index].item.money)
    }
    return sums.places(by: <).map { place in
      let (key, sum) = (sums.keys[place], sums.values[place])
      return .init(provider: key.provider, state: key.state, count: sum.count, money: sum.money)
    }
  }

  private func chargeLines(in window: BillingWindow?) -> [LedgerStanding.ChargeLine] {
    var sums = ShortTable<StandingKey, StandingSum>()
    for index in waitingCharges {
      let charge = chargeRows[index].charge
      guard let (state, reason) = charge.state.waitingWord, let cell = cellRows.row(charge.cellID),
        window.map({ $0.contains(cell.cell.key.hour) }) ?? true
      else { continue }
      let key = StandingKey(state: state, provider: charge.provider, reason: reason)
      let place = sums.place(of: key, beginningWith: StandingSum())
      sums.values[place].add(charge.money)
    }
    return sums.places(by: <).map { place in
      let (key, sum) = (sums.keys[place], sums.values[place])
      return .init(
        provider: key.provider, state: key.state, reason: key.reason, count: sum.count, money: sum.money)
    }
  }
}

/// What a line of the standing sums over.
private struct StandingKey: Comparable {
  let state: DispatchState
  let provider: ProviderID
  let reason: String

  static func < (left: StandingKey, right: StandingKey) -> Bool {
    (left.provider, left.state.rawValue, left.reason) < (right.provider, right.state.rawValue, right.reason)
  }
}

/// A line's sum.
private struct StandingSum {
  var count = 0
  private var steps = ShortTable<Currency, Int128>()

  mutating func add(_ money: Money?) {
    count += 1
    guard let money else { return }
    let place = steps.place(of: money.currency, beginningWith: 0)
    steps.values[place] += money.steps
  }

  var money: [Money] {
    steps.places(by: <).map { Money(steps: steps.values[$0], currency: steps.keys[$0]) }
  }
}
