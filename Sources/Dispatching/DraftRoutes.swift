import Billing

/// Where the usage of each (provider, project, meter, tier) goes, looked up once a window and numbered: a window has a
/// charge for every hour of it, and looking each up in the catalog took longer than all sums.
struct DraftRoutes {
  /// What usage of one (provider, project, meter, tier) comes to before its hour is looked at.
  enum Resolution {
    /// It goes by the route of that number.
    case route(Int)
    /// It goes nowhere, whatever its hour.
    case refused(Charge.State)
  }

  /// A route, and the numbers of what it leads to.
  struct NumberedRoute {
    let route: Route
    let series: Int
    /// Numbers of its project's carries, by the number of their start.
    let carries: [Int]
    /// Whether its project was carried in another unit before.
    let hasOtherUnit: Bool
  }

  private struct Usage: Hashable {
    let provider: ProviderID
    let projectID: String
    let meterID: String
    let hardwareTier: String
  }

  private let catalog: Catalog
  private let providers: [ProviderID: any Provider]
  private let carryStarts: CarryStarts
  private var resolutions: [Usage: Resolution] = [:]
  private var numberOfSeries: [SeriesKey: Int] = [:]
  /// By number.
  private(set) var routes: [NumberedRoute] = []
  /// By number.
  private(set) var series: [SeriesKey] = []

  init(catalog: Catalog, providers: [ProviderID: any Provider], carryStarts: CarryStarts) {
    self.catalog = catalog
    self.providers = providers
    self.carryStarts = carryStarts
  }

  /// Where the usage goes; new carries of its route are added to `slots`.
  mutating func resolve(
    _ provider: ProviderID, _ key: CellKey, meterID: String, slots: inout CarrySlots
  ) -> Resolution {
    let usage = Usage(
      provider: provider, projectID: key.projectID, meterID: meterID, hardwareTier: key.hardwareTier)
    if let known = resolutions[usage] { return known }
    let resolution = look(usage, slots: &slots)
    resolutions[usage] = resolution
    return resolution
  }

  private mutating func look(_ usage: Usage, slots: inout CarrySlots) -> Resolution {
    guard providers[usage.provider] != nil,
      catalog.isConfigured(provider: usage.provider, projectID: usage.projectID)
    else {
      return .refused(
        .skipped(reason: "project \(usage.projectID) has no configuration for \(usage.provider)"))
    }
    let route = catalog.route(
      provider: usage.provider, projectID: usage.projectID, meterID: usage.meterID,
      hardwareTier: usage.hardwareTier)
    guard let route else { return .refused(.held(.dimensionUnmapped)) }
    let carries = carryStarts.hours.map { since in
      let key = CarryKey(
        provider: route.provider, series: route.series, projectID: route.projectID, since: since)
      return slots.number(of: key, stepsPerUnit: route.stepsPerUnit)
    }
    let hasOtherUnit = carries.contains { slots.isStored($0, inAnotherUnitThan: route.stepsPerUnit) }
    routes.append(
      NumberedRoute(
        route: route, series: number(of: SeriesKey(provider: route.provider, series: route.series)),
        carries: carries, hasOtherUnit: hasOtherUnit))
    return .route(routes.count - 1)
  }

  private mutating func number(of key: SeriesKey) -> Int {
    if let number = numberOfSeries[key] { return number }
    numberOfSeries[key] = series.count
    series.append(key)
    return series.count - 1
  }

  /// The place of each series, by number, in the order of providers and series.
  var ranks: [Int] {
    var ranks = Array(repeating: 0, count: series.count)
    let sorted = series.indices.sorted { left, right in
      if series[left].provider != series[right].provider {
        return series[left].provider < series[right].provider
      }
      return series[left].series < series[right].series
    }
    for (rank, number) in sorted.enumerated() { ranks[number] = rank }
    return ranks
  }
}
