import Billing

/// Reads the list `meters`.
enum MeterEntry {
  static let keys = ["id", "measure", "billed", "providers"]

  /// Reads one meter into the registers; answers it unless a mistake was logged.
  static func read(_ element: Element, into registers: inout CatalogRegisters) -> Meter? {
    guard let section = Section(element, keys: keys), let id = registers.meterNames.declare(in: section)
    else {
      return nil
    }
    let measure = section.required("measure", .oneOf(Measure.allCases.map(\.rawValue)))?.choice(Measure.self)
    let billed = section.required("billed", .oneOf(Meter.Billed.allCases.map(\.rawValue)))?.choice(
      Meter.Billed.self)
    let providers = section["providers"].map { $0.providers() }
    guard let measure, let billed else { return nil }
    let meter = Meter(id: id, measure: measure, billed: billed, providers: providers ?? nil)
    registers.meters[id] = meter
    return meter
  }
}

extension Meter {
  /// What a provider is sent units of.
  func sentUnit(currency: Currency) -> MeasuredUnit {
    switch billed {
    case .quantity: measure.unit(currency: currency)
    case .charge: .money(currency)
    }
  }
}
