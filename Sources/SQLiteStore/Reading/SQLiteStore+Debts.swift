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
      SELECT i.id, i.provider, i.state, i.reason, i.bucket_start, i.money_steps, i.currency, i.deadline_at,
        i.next_attempt_at, i.attempt_count, i.series, CASE WHEN i.revision > 0 THEN (
          SELECT e.id FROM item e WHERE e.bucket_start = i.bucket_start AND e.provider = i.provider
            AND e.series = i.series AND e.bucket_hours = i.bucket_hours AND e.revision < i.revision
            AND \(StateConditions.isOpen("e.state")) ORDER BY e.revision LIMIT 1) END,
        (SELECT max(t.changed_at) FROM item_transition t WHERE t.item = i.seq)
      FROM item i WHERE \(StateConditions.isOpen("i.state"))
      ORDER BY i.deadline_at, i.bucket_start, i.seq LIMIT ?
      """, countMax)
    var debts: [Debt] = []
    while try rows.next() {
      debts.append(
        Debt(
          reference: rows.text(0), provider: try provider(rows.integer(1)),
          state: try rows.word(2, DispatchState.self), reason: rows.text(3),
          subject: try text(rows.integer(10)), blockingItemID: rows.textIfAny(11),
          changedAt: rows.instantIfAny(12), usageHour: rows.hour(4),
          money: Money(steps: try rows.steps(5), currency: try currency(rows.integer(6))),
          deadlineAt: rows.instant(7), nextAttemptAt: rows.instantIfAny(8), attemptCount: rows.count(9)))
    }
    return debts
  }

  /// Charges that wait, oldest usage first; they have no deadline before they are planned (`Debt.deadlineAt`).
  fileprivate func chargeDebts(countMax: Int) throws(StoreError) -> [Debt] {
    let rows = try rows(
      """
      SELECT h.id, h.provider, h.state, h.reason, c.hour, h.money_steps, h.currency, c.project, c.tier, h.meter
      FROM charge h JOIN cell c ON c.id = h.cell WHERE h.state IN ('held', 'skipped')
      ORDER BY c.hour, h.id LIMIT ?
      """, max(countMax, 0))
    var debts: [Debt] = []
    while try rows.next() {
      var money: Money?
      if let code = rows.integerIfAny(6) {
        money = Money(steps: try rows.steps(5), currency: try currency(code))
      }
      var subject: [String] = []
      for column: Int32 in 7...9 { subject.append(try text(rows.integer(column))) }
      debts.append(
        Debt(
          reference: "charge-\(rows.integer(0))", provider: try provider(rows.integer(1)),
          state: try rows.word(2, DispatchState.self), reason: rows.text(3),
          subject: subject.filter { !$0.isEmpty }.joined(separator: " "), blockingItemID: nil, changedAt: nil,
          usageHour: rows.hour(4), money: money, deadlineAt: nil, nextAttemptAt: nil,
          attemptCount: 0))
    }
    return debts
  }
}
