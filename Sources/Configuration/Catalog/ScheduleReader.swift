import Billing

/// Reads how a price turns a period's quantity into money.
struct ScheduleReader {
  let section: Section
  let meter: Meter
  let currency: Currency

  private var unit: MeasuredUnit { meter.measure.unit(currency: currency) }

  /// Whether the meter measures money, of which a price takes a share; other measures have a rate per unit.
  private var takesShare: Bool {
    switch unit {
    case .money: true
    case .gpuHour, .gpuMillisecond, .token, .gpu: false
    }
  }

  func schedule() -> PriceSchedule? {
    let tiers = tiers()
    let allowance = section["allowance"].map { $0.quantity(of: unit) } ?? 0
    let minimum = bound("minimum")
    let cap = bound("cap")
    if let minimum, let cap, cap.steps < minimum.steps {
      section["cap"]?.refuse(
        .clash, Expectation("at least the minimum", "raise the cap or lower the minimum"))
    }
    guard let tiers, let allowance else { return nil }
    return PriceSchedule(tiers: tiers, allowanceSteps: allowance, minimum: minimum, cap: cap)
  }

  private func bound(_ key: String) -> Money? {
    guard let element = section[key] else { return nil }
    guard meter.billed == .charge else {
      element.refuse(
        .clash,
        Expectation(
          "no \(key) for a meter that bills its quantity",
          "set billed: charge for the meter \(meter.id), or agree the \(key) in the provider's price"))
      return nil
    }
    return element.amount(gridDigits: 9).map { Money(steps: $0, currency: currency) }
  }

  private func tiers() -> [PriceSchedule.Tier]? {
    let given = ["rate", "share", "tiers"].filter { section[$0] != nil }
    guard given.count == 1, let key = given.first, let element = section[key] else {
      let found = given.isEmpty ? "none of them" : given.joined(separator: " and ")
      section.element.refuse(given.isEmpty ? .missingKey : .clash, .oneOfRates, found: found)
      return nil
    }
    if key == "tiers" { return graduatedTiers(element) }
    return rate(element, key: key).map { [PriceSchedule.Tier(upperSteps: nil, rate: $0)] }
  }

  private func rate(_ element: Element, key: String) -> Rate? {
    guard takesShare == (key == "share") else {
      let right = takesShare ? "share" : "rate"
      element.refuse(
        .clash,
        Expectation(
          "\(right), since the meter \(meter.id) measures \(takesShare ? "money" : unit.name)",
          "write \(right): instead"))
      return nil
    }
    return takesShare ? element.share() : element.rate()
  }

  private func graduatedTiers(_ element: Element) -> [PriceSchedule.Tier]? {
    guard let elements = element.list() else { return nil }
    guard !elements.isEmpty else {
      element.refuse(.graduatedTiers)
      return nil
    }
    var tiers: [PriceSchedule.Tier] = []
    for (index, element) in elements.enumerated() {
      let isLast = index == elements.count - 1
      guard let tier = tier(element, isLast: isLast, lower: tiers.last?.upperSteps ?? 0) else { continue }
      tiers.append(tier)
    }
    return tiers.count == elements.count ? tiers : nil
  }

  private func tier(_ element: Element, isLast: Bool, lower: Int128) -> PriceSchedule.Tier? {
    let key = takesShare ? "share" : "rate"
    guard let section = Section(element, keys: ["up_to", key]) else { return nil }
    let rate = section.required(key, takesShare ? .share : .rate).flatMap { self.rate($0, key: key) }
    guard !isLast else {
      section["up_to"]?.refuse(.clash, .graduatedTiers)
      return section["up_to"] == nil ? rate.map { PriceSchedule.Tier(upperSteps: nil, rate: $0) } : nil
    }
    guard let bound = section.required("up_to", .graduatedTiers),
      let upper = bound.positiveQuantity(of: unit), let rate
    else { return nil }
    guard upper > lower else {
      bound.refuse(.clash, Expectation("more than the tier before it", "sort the tiers by up_to"))
      return nil
    }
    return PriceSchedule.Tier(upperSteps: upper, rate: rate)
  }
}

extension Expectation {
  static let oneOfRates = Expectation("one of rate, share, tiers", "say what a unit costs, in one way")
  static let graduatedTiers = Expectation(
    "tiers with a rising up_to each, the last without", "end the list with a tier that has no up_to")
}
