import Billing

/// Writes a plan's charges: new ones, and new states of those that waited.
struct ChargeSealing {
  let connection: Connection
  let sealID: Int64
  let sequences: ItemSequences

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
    for index in charges.indices { try write(charges[index], at: index, to: &rows) }
    rows.finish()
  }

  private func write(
    _ charge: Charge, at index: Int, to rows: inout RowInserting
  ) throws(StoreError) {
    let (word, reason, item) = try columns(of: charge.state, at: index)
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
    of state: Charge.State, at index: Int
  ) throws(StoreError) -> (word: String, reason: String?, item: Int64?) {
    switch state {
    case .planned(let itemID):
      return ("planned", nil, try sequences.sequence(ofCharge: index, plannedInto: itemID))
    case .held(let reason): return ("held", reason.rawValue, nil)
    case .skipped(let reason): return ("skipped", reason, nil)
    case .replaced: return ("replaced", nil, nil)
    }
  }
}

/// How a seal's charges find the row numbers of its items.
enum ItemSequences {
  /// By identifier.
  case named([String: Int64])
  /// By the place of each charge's item in the order of the items, below zero for none, and the first one's number.
  case placed([Int32], first: Int64)

  /// The row number of a planned charge's item; `nil` while its steps wait in the carry.
  func sequence(ofCharge index: Int, plannedInto itemID: String?) throws(StoreError) -> Int64? {
    switch self {
    case .placed(let places, let first): return places[index] < 0 ? nil : first + Int64(places[index])
    case .named(let sequences):
      guard let itemID else { return nil }
      if let sequence = sequences[itemID] { return sequence }
      throw .ruleBroken(detail: "a charge is planned into \(itemID), which is not in the plan")
    }
  }
}
