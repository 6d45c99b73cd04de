import Billing

/// Writes a plan's charges: new ones, and new states of those that waited.
struct ChargeSealing {
  let connection: Connection
  let sealID: Int64
  /// Row numbers of the seal's items by identifier.
  let sequences: [String: Int64]

  func write(_ charges: [Charge]) throws(StoreError) {
    var rows = try RowInserting(
      into: """
        charge (cell, meter, provider, state, reason, item, unit, quantity_steps, money_steps, currency, price,
          billed_steps, seal, verdict, accepted_steps)
        """,
      row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      tail: """
        ON CONFLICT (cell, meter, provider) DO UPDATE SET state = excluded.state, reason = excluded.reason,
          item = excluded.item, unit = excluded.unit, quantity_steps = excluded.quantity_steps,
          money_steps = excluded.money_steps, currency = excluded.currency, price = excluded.price,
          billed_steps = excluded.billed_steps, seal = excluded.seal, verdict = excluded.verdict,
          accepted_steps = excluded.accepted_steps
        """, rowCount: charges.count, connection)
    for charge in charges { try write(charge, to: &rows) }
    rows.finish()
  }

  private func write(_ charge: Charge, to rows: inout RowInserting) throws(StoreError) {
    let (word, reason, item) = try columns(of: charge.state)
    var currency: Int64?
    if let money = charge.money { currency = try connection.term(money.currency.code) }
    var price: Int64?
    if let priceID = charge.priceID { price = try connection.term(priceID) }
    try rows.insert(
      charge.cellID, connection.term(charge.meterID), connection.term(charge.provider.name), word, reason,
      item,
      connection.term(charge.quantity.unit.name), charge.quantity.steps, charge.money?.steps, currency, price,
      charge.billedSteps, sealID, charge.verification?.verdictID, charge.verification?.acceptedSteps)
  }

  private func columns(
    of state: Charge.State
  ) throws(StoreError) -> (word: String, reason: String?, item: Int64?) {
    switch state {
    case .planned(itemID: nil): return ("planned", nil, nil)
    case .planned(let itemID?):
      if let sequence = sequences[itemID] { return ("planned", nil, sequence) }
      throw .ruleBroken(detail: "a charge is planned into \(itemID), which is not in the plan")
    case .held(let reason): return ("held", reason.rawValue, nil)
    case .skipped(let reason): return ("skipped", reason, nil)
    case .replaced: return ("replaced", nil, nil)
    }
  }
}
