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

  /// Starts from the progress of earlier seals.
  package init(catalog: Catalog, progress: [RatingSeries: RatingProgress]) {
    self.catalog = catalog
    self.progress = progress
    for series in progress.keys { startedTerms[PricePeriod(series)] = series.terms }
  }

  /// Rates a cell by a meter and moves its series.
  package mutating func rate(_ key: CellKey, meter: Meter, steps: Int128) throws(HoldReason) -> RatedAmount {
    let (price, series) = try priceAndSeries(key, meter: meter)
    let before = progress[series] ?? RatingProgress()
    let (amount, after) = try Self.amount(
      steps, meter: meter, price: price, currency: key.currency, before: before)
    if !price.schedule.isFlat {
      progress[series] = after
      startedTerms[PricePeriod(series)] = series.terms
      movedSeries.insert(series)
    }
    return amount
  }

  /// What `rate` would answer, without moving anything: the money at risk of a charge that is held.
  package func estimate(_ key: CellKey, meter: Meter, steps: Int128) throws(HoldReason) -> RatedAmount {
    let (price, series) = try priceAndSeries(key, meter: meter)
    let before = progress[series] ?? RatingProgress()
    return try Self.amount(steps, meter: meter, price: price, currency: key.currency, before: before).amount
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
    return (price, series)
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
