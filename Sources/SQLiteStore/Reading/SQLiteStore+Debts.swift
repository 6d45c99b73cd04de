package import Billing

extension SQLiteStore {
  package func debts(countMax: Int) throws(StoreError) -> [Debt] {
    try read { connection throws(StoreError) in
      let items = try connection.itemDebts(countMax: countMax)
      return items + (try connection.chargeDebts(countMax: countMax - items.count))
    }
  }
}

extension Connection {
  /// Open items, earliest deadline first.
  fileprivate func itemDebts(countMax: Int) throws(StoreError) -> [Debt] {
    let rows = try rows(
      """
      SELECT id, provider, state, reason, bucket_start, money_steps, currency, deadline_at, next_attempt_at,
        attempt_count
      FROM item WHERE \(StateConditions.isOpen("state"))
      ORDER BY deadline_at, bucket_start, seq LIMIT ?
      """, countMax)
    var debts: [Debt] = []
    while try rows.next() {
      debts.append(
        Debt(
          reference: rows.text(0), provider: try provider(rows.integer(1)),
          state: try rows.word(2, DispatchState.self), reason: rows.text(3), usageHour: rows.hour(4),
          money: Money(steps: try rows.steps(5), currency: try currency(rows.integer(6))),
          deadlineAt: rows.instant(7), nextAttemptAt: rows.instantIfAny(8), attemptCount: rows.count(9)))
    }
    return debts
  }

  /// Charges that wait, oldest usage first; they have no deadline before they are planned.
  fileprivate func chargeDebts(countMax: Int) throws(StoreError) -> [Debt] {
    let rows = try rows(
      """
      SELECT h.id, h.provider, h.state, h.reason, c.hour, h.money_steps, h.currency
      FROM charge h JOIN cell c ON c.id = h.cell WHERE h.state IN ('held', 'skipped')
      ORDER BY c.hour, h.id LIMIT ?
      """, max(countMax, 0))
    var debts: [Debt] = []
    while try rows.next() {
      var money: Money?
      if let code = rows.integerIfAny(6) {
        money = Money(steps: try rows.steps(5), currency: try currency(code))
      }
      debts.append(
        Debt(
          reference: "charge-\(rows.integer(0))", provider: try provider(rows.integer(1)),
          state: try rows.word(2, DispatchState.self), reason: rows.text(3), usageHour: rows.hour(4),
          money: money, deadlineAt: nil, nextAttemptAt: nil, attemptCount: 0))
    }
    return debts
  }
}
