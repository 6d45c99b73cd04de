package import Billing

/// Decides, cell by cell, what is charged: which meters apply, which savings must wait, what the rest costs.
package struct ChargeRating {
  private let catalog: Catalog
  /// The price book's running state.
  package private(set) var rating: Rating

  /// Starts from the rating progress of earlier seals.
  package init(catalog: Catalog, progress: [RatingSeries: RatingProgress]) {
    self.catalog = catalog
    rating = Rating(catalog: catalog, progress: progress)
  }

  /// Rates one (cell, meter); `nil` when the meter is not billed through any of the cell's providers.
  package mutating func rate(_ key: CellKey, meter: Meter, steps: Int128) -> MeterRating? {
    guard let project = catalog.projects[key.projectID] else {
      return MeterRating(providers: [.unassigned], outcome: .held(.projectUnknown, estimate: nil))
    }
    let providers = providers(of: key, project: project, meter: meter)
    guard !providers.isEmpty else { return nil }
    return MeterRating(
      providers: providers, outcome: outcome(key, project: project, meter: meter, steps: steps))
  }

  /// The providers that the usage goes to: those the events name, else the project's, as far as the meter is billed
  /// through them. Sorted.
  package func providers(of key: CellKey, project: Project, meter: Meter) -> [ProviderID] {
    let named = key.providers.isEmpty ? project.providers : key.providers
    return named.filter { meter.providers?.contains($0) ?? true }.sorted()
  }

  /// Rates usage of a project the catalog knows.
  package mutating func outcome(
    _ key: CellKey, project: Project, meter: Meter, steps: Int128
  ) -> MeterRating.Outcome {
    if meter.measure.isSaving, project.verification == .required {
      return .held(.unverified, estimate: estimate(key, meter: meter, steps: steps))
    }
    do throws(HoldReason) {
      return .rated(try rating.rate(key, meter: meter, steps: steps))
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
