import Billing

extension Connection {
  /// Charges under a condition on `charge h`, in order of their numbers.
  func charges<each Value: SQLBindable>(
    _ condition: String, _ values: repeat each Value
  ) throws(StoreError) -> [(id: Int64, charge: Charge)] {
    let rows = try rows(
      """
      SELECT h.id, h.cell, h.meter, h.provider, h.state, h.reason, i.id, h.unit, h.quantity_steps, h.money_steps,
        h.currency, h.price, h.billed_steps, h.verdict, h.accepted_steps
      FROM charge h LEFT JOIN item i ON i.seq = h.item WHERE \(condition) ORDER BY h.id
      """, repeat each values)
    var charges: [(id: Int64, charge: Charge)] = []
    while try rows.next() { charges.append((rows.integer(0), try charge(rows))) }
    return charges
  }

  private func charge(_ rows: PreparedStatement) throws(StoreError) -> Charge {
    var money: Money?
    if let code = rows.integerIfAny(10) {
      money = Money(steps: try rows.steps(9), currency: try currency(code))
    }
    var priceID: String?
    if let price = rows.integerIfAny(11) { priceID = try text(price) }
    return Charge(
      cellID: rows.integer(1), meterID: try text(rows.integer(2)), provider: try provider(rows.integer(3)),
      quantity: Quantity(steps: try rows.steps(8), unit: try unit(rows.integer(7))), money: money,
      priceID: priceID, billedSteps: try rows.steps(12), state: try chargeState(rows),
      verification: try verification(rows, at: 13))
  }

  /// The verdict's number and what it let be billed, in two columns that are both NULL without one.
  func verification(_ rows: PreparedStatement, at column: Int32) throws(StoreError) -> ChargeVerification? {
    guard let verdictID = rows.integerIfAny(column) else { return nil }
    return ChargeVerification(verdictID: verdictID, acceptedSteps: try rows.steps(column + 1))
  }

  private func chargeState(_ rows: PreparedStatement) throws(StoreError) -> Charge.State {
    switch rows.text(4) {
    case "planned": return .planned(itemID: rows.textIfAny(6))
    case "held": return .held(try rows.word(5, HoldReason.self))
    case "skipped": return .skipped(reason: rows.text(5))
    case "replaced": return .replaced
    case let other: throw damaged("`\(other)` is no state of a charge")
    }
  }

  private func unit(_ term: Int64) throws(StoreError) -> MeasuredUnit {
    let name = try text(term)
    let plain: [MeasuredUnit] = [.gpuHour, .gpuMillisecond, .token, .gpu]
    if let unit = plain.first(where: { $0.name == name }) { return unit }
    guard let currency = Currency(code: name) else { throw damaged("`\(name)` is no unit") }
    return .money(currency)
  }
}
