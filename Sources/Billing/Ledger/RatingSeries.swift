/// Names the running quantity that allowance, graduated tiers, minimum and cap look at: a project's usage under one
/// price, over all hardware tiers that the price covers.
package struct RatingSeries: Hashable, Sendable {
  /// The project.
  package let projectID: String
  /// The price.
  package let priceID: String
  /// The price's terms when the period's first usage was rated: `PriceSchedule.text`.
  package let terms: String
  /// First hour of the billing period (calendar month, UTC).
  package let period: UTCHour

  /// A series of the parts given.
  package init(projectID: String, priceID: String, terms: String, period: UTCHour) {
    self.projectID = projectID
    self.priceID = priceID
    self.terms = terms
    self.period = period
  }
}

/// What a rating series has seen so far.
package struct RatingProgress: Hashable, Sendable {
  /// Quantity of the period so far, in grid steps.
  package var quantitySteps: Int128
  /// Money charged for it so far, in money steps.
  package var moneySteps: Int128

  /// Progress of the parts given; the default is none.
  package init(quantitySteps: Int128 = 0, moneySteps: Int128 = 0) {
    self.quantitySteps = quantitySteps
    self.moneySteps = moneySteps
  }
}

/// Names one carry: a project's part of a provider series, of usage from some hour on.
///
/// A restore begins a new carry: what a lost part of the ledger's history emitted for earlier usage is not known, so
/// the rest of it must never complete a unit together with usage of later hours.
package struct CarryKey: Hashable, Sendable {
  /// The target.
  package let provider: ProviderID
  /// The route's series.
  package let series: String
  /// The project.
  package let projectID: String
  /// It carries usage of this hour and later ones, up to the next carry's; the first carry begins with time itself.
  package let since: UTCHour

  /// A key of the parts given.
  package init(
    provider: ProviderID, series: String, projectID: String, since: UTCHour = UTCHour(index: 0)
  ) {
    self.provider = provider
    self.series = series
    self.projectID = projectID
    self.since = since
  }
}
