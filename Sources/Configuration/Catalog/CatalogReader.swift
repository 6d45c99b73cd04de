package import Billing
import Hashing

extension Catalog {
  /// Reads the catalog. Routes are made for the targets that `settings` has. Throws every mistake at once.
  package init(
    reading source: ConfigurationText, settings: BillingSettings
  ) throws(ConfigurationErrors) {
    let log = MistakeLog(file: source.file)
    self = try log.checked(
      Document.root(of: source, keys: CatalogReader.keys, log: log).map { root in
        var reader = CatalogReader(root: root, registers: CatalogRegisters(settings: settings))
        return reader.catalog(version: Digest256(of: settings.routingText + source.text).hex)
      })
  }
}

/// Turns the root section of the catalog into Billing's catalog.
struct CatalogReader {
  static let keys = [
    "currency", "hardware_tiers", "customers", "projects", "meters", "prices", "stripe_meters",
    "aws_dimensions",
  ]

  let root: Section
  var registers: CatalogRegisters

  mutating func catalog(version: String) -> Catalog {
    if let currency = root["currency"]?.currency() { registers.defaultCurrency = currency }
    let hardwareTiers = hardwareTiers()
    registers.hardwareTiers = hardwareTiers.map(\.name)
    for element in required("customers") { CustomerEntry.read(element, into: &registers) }
    for element in required("projects") { ProjectEntry.read(element, into: &registers) }
    let meters = required("meters").compactMap { MeterEntry.read($0, into: &registers) }
    let prices = prices()
    let stripe = entries("stripe_meters").compactMap { StripeMeterEntry.read($0, with: registers) }
    let aws = entries("aws_dimensions").compactMap { AWSDimensionEntry.read($0, with: registers) }
    let routes = RouteResolution(
      registers: registers, meters: meters,
      stripeTable: RoutingTable(stripe, provider: KnownProvider.stripe.id),
      awsTable: RoutingTable(aws, provider: KnownProvider.aws.id)
    ).routes()
    RouteAgreement.check(routes, projects: registers.projects)
    return Catalog(
      version: version, hardwareTiers: hardwareTiers.map(\.name),
      hardwareTierRules: hardwareTiers.compactMap(\.rule), projects: registers.projects.map(\.project),
      meters: meters,
      prices: prices.map(\.price),
      routes: routes.map(\.route), licences: registers.licences)
  }

  private mutating func hardwareTiers() -> [HardwareTierEntry] {
    (root["hardware_tiers"]?.list() ?? []).compactMap { HardwareTierEntry.read($0, into: &registers) }
  }

  private mutating func prices() -> [PriceEntry] {
    let prices = required("prices").compactMap { PriceEntry.read($0, with: &registers) }
    PriceOverlap.check(prices)
    for entry in prices { checkCurrency(of: entry) }
    return prices
  }

  /// A price for named projects must be in the currency of their customers, or nothing could be sent.
  private func checkCurrency(of entry: PriceEntry) {
    guard let projectIDs = entry.price.projectIDs else { return }
    for project in registers.projects where projectIDs.contains(project.project.id) {
      let currency = registers.currency(of: project)
      guard currency != entry.price.currency else { continue }
      entry.element.refuse(
        .clash,
        Expectation(
          "\(currency.code), the currency of the customer \(project.project.customerID)",
          "correct the currency of the price or of the customer"),
        found: "\(entry.price.currency.code) for \(project.project.id)")
    }
  }

  private func required(_ key: String) -> [Element] {
    root.required(key, .list)?.list() ?? []
  }

  private func entries(_ key: String) -> [Element] { root[key]?.list() ?? [] }
}
