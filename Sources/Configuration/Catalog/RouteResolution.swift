import Billing

/// A route, what it sends units of, and the entry it came from.
struct ResolvedRoute {
  let route: Route
  let unit: MeasuredUnit
  let element: Element
}

/// Turns mappings into one route for every project, meter and tier they hold for. A target the settings leave out has
/// no routes.
struct RouteResolution {
  let registers: CatalogRegisters
  let meters: [Meter]
  let stripeTable: RoutingTable<StripeMeterEntry>
  let awsTable: RoutingTable<AWSDimensionEntry>

  func routes() -> [ResolvedRoute] {
    registers.projects.flatMap { project in
      meters.flatMap { stripeRoutes(project, $0) + awsRoutes(project, $0) }
    }
  }

  private func stripeRoutes(_ entry: ProjectEntry, _ meter: Meter) -> [ResolvedRoute] {
    guard let settings = registers.settings.stripe, let customerID = entry.stripeCustomerID else { return [] }
    let currency = registers.currency(of: entry)
    return stripeTable.choices(meterID: meter.id, projectID: entry.project.id).compactMap { tier, mapping in
      let route = mapping.route(
        for: entry, hardwareTier: tier, customerID: customerID, settings: settings, currency: currency)
      return route.map {
        ResolvedRoute(route: $0, unit: meter.sentUnit(currency: currency), element: mapping.element)
      }
    }
  }

  private func awsRoutes(_ entry: ProjectEntry, _ meter: Meter) -> [ResolvedRoute] {
    guard let settings = registers.settings.aws, let identity = entry.aws else { return [] }
    let currency = registers.currency(of: entry)
    return awsTable.choices(meterID: meter.id, projectID: entry.project.id).map { tier, mapping in
      let route = mapping.route(
        for: entry.project, hardwareTier: tier, identity: identity, settings: settings, currency: currency)
      return ResolvedRoute(route: route, unit: meter.sentUnit(currency: currency), element: mapping.element)
    }
  }
}
