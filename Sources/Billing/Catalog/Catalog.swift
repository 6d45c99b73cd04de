/// Customers' projects, meters, prices and routes: everything a charge depends on besides the usage itself.
package struct Catalog: Sendable {
  /// SHA-256 of the catalog's text in hexadecimal: names the version a seal was made with.
  package let version: String
  /// The hardware tiers the catalog declares, in catalog order.
  package let hardwareTiers: [String]
  /// What devices must be to be of a tier, in catalog order; a tier without a rule cannot be verified on.
  package let hardwareTierRules: [HardwareTierRule]
  /// By project id.
  package let projects: [String: Project]
  /// In catalog order.
  package let meters: [Meter]
  /// In catalog order.
  package let prices: [Price]
  /// Every route of every project.
  package let routes: [Route]
  /// How many GPUs customers are licensed for, in catalog order.
  package let licences: [GPULicence]
  private let routesByKey: [RouteKey: [Route]]
  private let pricesByMeter: [String: [Price]]

  private struct RouteKey: Hashable {
    let provider: ProviderID
    let projectID: String
    let meterID: String
  }

  /// A catalog of the parts given.
  package init(
    version: String, hardwareTiers: [String] = [], hardwareTierRules: [HardwareTierRule] = [],
    projects: [Project], meters: [Meter], prices: [Price],
    routes: [Route], licences: [GPULicence] = []
  ) {
    self.version = version
    self.hardwareTiers = hardwareTiers
    self.hardwareTierRules = hardwareTierRules
    self.projects = Dictionary(projects.map { ($0.id, $0) }) { first, _ in first }
    self.meters = meters
    self.prices = prices
    self.routes = routes
    self.licences = licences
    routesByKey = Dictionary(grouping: routes) {
      RouteKey(provider: $0.provider, projectID: $0.projectID, meterID: $0.meterID)
    }
    pricesByMeter = Dictionary(grouping: prices, by: \.meterID)
  }

  /// The meter of that name.
  package func meter(_ id: String) -> Meter? { meters.first { $0.id == id } }

  /// The best fitting price, or `nil` when the price book has none.
  package func price(meterID: String, projectID: String, hardwareTier: String, hour: UTCHour) -> Price? {
    guard let prices = pricesByMeter[meterID] else { return nil }
    var best: Int?
    for index in prices.indices
    where prices[index].covers(meterID: meterID, projectID: projectID, hardwareTier: hardwareTier, hour: hour)
    {
      if let best, prices[best].specificity >= prices[index].specificity { continue }
      best = index
    }
    return best.map { prices[$0] }
  }

  /// The route for that usage: one for the very tier, else one for every tier.
  package func route(
    provider: ProviderID, projectID: String, meterID: String, hardwareTier: String
  ) -> Route? {
    let routes = routesByKey[
      RouteKey(provider: provider, projectID: projectID, meterID: meterID), default: []]
    return routes.first { $0.hardwareTier == hardwareTier } ?? routes.first { $0.hardwareTier == nil }
  }

  /// Whether the project has any configuration for that provider.
  package func isConfigured(provider: ProviderID, projectID: String) -> Bool {
    meters.contains { routesByKey[RouteKey(provider: provider, projectID: projectID, meterID: $0.id)] != nil }
  }
}
