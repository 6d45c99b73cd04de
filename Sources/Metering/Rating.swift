package import Billing

/// Turns a metered quantity into money by the price book, exactly.
///
/// Flat prices: `exact product of quantity and rate, rounded once, half to even, to the money grid`. Prices with an
/// allowance, graduated tiers, a minimum or a cap look at the whole billing period: each charge is the difference of
/// the period's money after and before, so that the period adds up to the same whatever the windows are.
package struct Rating {
  private let catalog: Catalog
  /// Where every rating series stands; changed by `rate`.
  package private(set) var progress: [RatingSeries: RatingProgress]
  /// The series that `rate` moved.
  package private(set) var movedSeries: Set<RatingSeries> = []

  /// The terms with which each period of a price began.
  private var startedTerms: [PricePeriod: String] = [:]

  private struct PricePeriod: Hashable {
    let projectID: String
    let priceID: String
    let period: UTCHour

    init(_ series: RatingSeries) {
      projectID = series.projectID
      priceID = series.priceID
      period = series.period
    }
  }

  /// The prices that each project's period began with.
  private var startedPriceIDs: [ProjectPeriod: Set<String>] = [:]
  private let prices: [String: Price]

  private struct ProjectPeriod: Hashable {
    let projectID: String
    let period: UTCHour
  }

  /// Starts from the progress of earlier seals.
  package init(catalog: Catalog, progress: [RatingSeries: RatingProgress]) {
    self.catalog = catalog
    self.progress = progress
    prices = Dictionary(catalog.prices.map { ($0.id, $0) }) { first, _ in first }
    for series in progress.keys { start(series) }
  }

  private mutating func start(_ series: RatingSeries) {
    startedTerms[PricePeriod(series)] = series.terms
    let period = ProjectPeriod(projectID: series.projectID, period: series.period)
    startedPriceIDs[period, default: []].insert(series.priceID)
  }

  /// Rates a cell by a meter and moves its series.
  package mutating func rate(_ key: CellKey, meter: Meter, steps: Int128) throws(HoldReason) -> RatedAmount {
    let (price, series) = try priceAndSeries(key, meter: meter)
    guard !price.schedule.isFlat else {
      return try Self.amount(
        steps, meter: meter, price: price, currency: key.currency, before: RatingProgress()
      ).amount
    }
    let (amount, after) = try Self.amount(
      steps, meter: meter, price: price, currency: key.currency, before: progress[series] ?? RatingProgress())
    progress[series] = after
    start(series)
    movedSeries.insert(series)
    return amount
  }

  /// What `rate` would answer, without moving anything: the money at risk of a charge that is held. A minimum is left
  /// out, since each charge by itself would carry the whole month's.
  package func estimate(_ key: CellKey, meter: Meter, steps: Int128) throws(HoldReason) -> RatedAmount {
    let (price, series) = try priceAndSeries(key, meter: meter)
    let plain = price.withoutMinimum
    let unit = meter.measure.unit(currency: key.currency)
    let before = try PeriodRating(schedule: plain.schedule, unit: unit)
      .progress(adding: progress[series]?.quantitySteps ?? 0, to: RatingProgress())
    return try Self.amount(steps, meter: meter, price: plain, currency: key.currency, before: before).amount
  }

  private func priceAndSeries(_ key: CellKey, meter: Meter) throws(HoldReason) -> (Price, RatingSeries) {
    guard
      let price = catalog.price(
        meterID: meter.id, projectID: key.projectID, hardwareTier: key.hardwareTier, hour: key.hour)
    else { throw .priceMissing }
    let isMoneyOfAnotherCurrency = meter.measure == .costSavings && price.currency != key.currency
    if isMoneyOfAnotherCurrency { throw .currencyMismatch }
    let series = RatingSeries(
      projectID: key.projectID, priceID: price.id, terms: price.schedule.text, period: key.hour.monthStart
    )
    guard price.schedule.isFlat || startedTerms[PricePeriod(series), default: series.terms] == series.terms
    else {
      throw .priceChanged
    }
    if hasTakenOver(price, key, meter: meter, period: series.period) { throw .priceChanged }
    return (price, series)
  }

  /// Whether the price takes the place, in a running period, of another that the period began with: under a new id its
  /// minimum and allowance would be granted a second time. Of a price that is gone nobody can say what it was for.
  private func hasTakenOver(_ price: Price, _ key: CellKey, meter: Meter, period: UTCHour) -> Bool {
    guard !startedPriceIDs.isEmpty else { return false }
    let started = startedPriceIDs[ProjectPeriod(projectID: key.projectID, period: period)] ?? []
    guard !started.isEmpty, !started.contains(price.id) else { return false }
    return started.contains { id in
      guard let earlier = prices[id] else { return !price.schedule.isFlat }
      return earlier.covers(
        meterID: meter.id, projectID: key.projectID, hardwareTier: key.hardwareTier, hour: key.hour)
    }
  }

  private static func amount(
    _ steps: Int128, meter: Meter, price: Price, currency: Currency, before: RatingProgress
  ) throws(HoldReason) -> (amount: RatedAmount, after: RatingProgress) {
    let quantity = Quantity(steps: steps, unit: meter.measure.unit(currency: currency))
    if price.schedule.isFlat {
      guard let money = price.schedule.tiers[0].rate.charge(for: quantity, in: price.currency) else {
        throw .chargeOutOfRange
      }
      let billedSteps = meter.billed == .quantity ? steps : money.steps
      return (RatedAmount(money: money, priceID: price.id, billedSteps: billedSteps), before)
    }
    let after = try PeriodRating(schedule: price.schedule, unit: quantity.unit)
      .progress(adding: steps, to: before)
    let money = Money(steps: after.moneySteps - before.moneySteps, currency: price.currency)
    let allowance = price.schedule.allowanceSteps
    let billableSteps = max(0, after.quantitySteps - allowance) - max(0, before.quantitySteps - allowance)
    let billedSteps = meter.billed == .quantity ? billableSteps : money.steps
    return (RatedAmount(money: money, priceID: price.id, billedSteps: billedSteps), after)
  }
}
