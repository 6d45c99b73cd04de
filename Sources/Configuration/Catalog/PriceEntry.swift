import Billing

/// One price and where it stands.
struct PriceEntry {
  let price: Price
  let scope: Scope
  let element: Element

  static let keys = [
    "id", "meter", "projects", "hardware_tiers", "currency", "effective_from", "effective_until", "rate",
    "share",
    "tiers", "allowance", "minimum", "cap",
  ]

  /// Reads one price; `nil` when a mistake was logged here or at its meter.
  static func read(_ element: Element, with registers: inout CatalogRegisters) -> PriceEntry? {
    guard let section = Section(element, keys: keys), let id = registers.priceNames.declare(in: section)
    else {
      return nil
    }
    let meter = registers.meter(section)
    let scope = registers.scope(section)
    let currency = section.required("currency", .currency)?.currency()
    let from = section.required("effective_from", .hour)?.hour()
    let until = section["effective_until"].map { $0.hour() }
    if let from, let until = until ?? nil, until <= from {
      section["effective_until"]?.refuse(
        .clash, Expectation("an hour after effective_from", "correct one of the two; the end is excluded"))
    }
    guard let meter, let currency else { return nil }
    let schedule = ScheduleReader(section: section, meter: meter, currency: currency).schedule()
    guard let scope, let from, let schedule else { return nil }
    if !schedule.isFlat {
      if from != from.monthStart { section["effective_from"]?.refuse(.clash, .monthStart) }
      if let until = until ?? nil, until != until.monthStart {
        section["effective_until"]?.refuse(.clash, .monthStart)
      }
    }
    let price = Price(
      id: id, meterID: meter.id, projectIDs: scope.projectIDs, hardwareTiers: scope.hardwareTiers,
      currency: currency, effectiveFrom: from, effectiveUntil: until ?? nil, schedule: schedule)
    return PriceEntry(price: price, scope: scope, element: element)
  }
}

extension Expectation {
  static let monthStart = Expectation(
    "the first of a month, for a price with an allowance, tiers, a minimum or a cap",
    "let it begin and end with a billing period, or one month would be granted its terms twice")
}
