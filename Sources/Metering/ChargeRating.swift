package import Billing

/// Decides, cell by cell, what is charged: which meters apply, which savings must wait, what the rest costs.
package struct ChargeRating {
  private let catalog: Catalog
  private let verdicts: VerdictBook
  /// The price book's running state.
  package private(set) var rating: Rating

  /// Starts from the rating progress of earlier seals, and the verdicts there are.
  package init(
    catalog: Catalog, progress: [RatingSeries: RatingProgress], verdicts: VerdictBook = VerdictBook([])
  ) {
    self.catalog = catalog
    self.verdicts = verdicts
    rating = Rating(catalog: catalog, progress: progress)
  }

  /// Rates one (cell, meter); `nil` when the meter is not billed through any of the cell's providers, or when the cell
  /// holds outcomes and the meter counts usage records, or the other way round: that is no usage of zero.
  package mutating func rate(_ cell: Cell, meter: Meter) -> MeterRating? {
    let isOfRecords = meter.measure.isOfUsageRecords || cell.sums.hasUsageRecords
    if isOfRecords, cell.sums[meter.measure] == 0 { return nil }
    guard let project = catalog.projects[cell.key.projectID] else {
      return MeterRating(providers: [.unassigned], outcome: .held(.projectUnknown, estimate: nil))
    }
    let providers = providers(of: cell.key, project: project, meter: meter)
    guard !providers.isEmpty else { return nil }
    return rate(cell, project: project, meter: meter, providers: providers)
  }

  /// The providers that the usage goes to: those the events name, else the project's, as far as the meter is billed
  /// through them. Sorted.
  package func providers(of key: CellKey, project: Project, meter: Meter) -> [ProviderID] {
    let named = key.providers.isEmpty ? project.providers : key.providers
    return named.filter { meter.providers?.contains($0) ?? true }.sorted()
  }

  /// Rates usage of a project the catalog knows, for the providers given.
  package mutating func rate(
    _ cell: Cell, project: Project, meter: Meter, providers: [ProviderID]
  ) -> MeterRating {
    let claimedSteps = cell.sums[meter.measure]
    guard meter.measure.isSaving, project.verification == .required else {
      return MeterRating(providers: providers, outcome: outcome(cell.key, meter: meter, steps: claimedSteps))
    }
    guard let stored = verdicts.verdict(for: cell.key) else {
      let estimate = estimate(cell.key, meter: meter, steps: claimedSteps)
      return MeterRating(providers: providers, outcome: .held(.unverified, estimate: estimate))
    }
    let acceptedSteps = stored.verdict.acceptedSteps(of: meter.measure, in: cell.sums)
    let outcome = outcome(cell.key, meter: meter, steps: acceptedSteps)
    return MeterRating(
      providers: providers, outcome: outcome,
      verification: outcome.isHeld
        ? nil : ChargeVerification(verdictID: stored.id, acceptedSteps: acceptedSteps)
    )
  }

  /// A saving of which nothing is accepted moves no series: it must not draw a month's minimum.
  private mutating func outcome(_ key: CellKey, meter: Meter, steps: Int128) -> MeterRating.Outcome {
    do throws(HoldReason) {
      guard steps == 0 else { return .rated(try rating.rate(key, meter: meter, steps: steps)) }
      let amount = try rating.estimate(key, meter: meter, steps: 0)
      let zero = Money(steps: 0, currency: amount.money.currency)
      return .nothing(RatedAmount(money: zero, priceID: amount.priceID, billedSteps: 0))
    } catch {
      return .held(error, estimate: nil)
    }
  }

  private func estimate(_ key: CellKey, meter: Meter, steps: Int128) -> RatedAmount? {
    do throws(HoldReason) {
      return try rating.estimate(key, meter: meter, steps: steps)
    } catch {
      return nil
    }
  }
}

extension MeterRating.Outcome {
  fileprivate var isHeld: Bool { if case .held = self { true } else { false } }
}
