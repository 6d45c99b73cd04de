import Billing

/// How AWS is sent quantities.
enum AWSQuantityKind: String, CaseIterable {
  /// With up to six digits after the point.
  case decimal
  /// Whole units; the rest is carried.
  case integer
}

/// One entry of `aws_dimensions`: which dimension a catalog meter goes to.
struct AWSDimensionEntry: RoutingEntry {
  let meter: Meter
  let scope: Scope
  let element: Element
  let dimension: String
  let kind: AWSQuantityKind
  let unitSteps: Int128

  static let keys = ["meter", "projects", "hardware_tiers", "dimension", "quantity", "unit"]

  /// Reads one entry; `nil` when a mistake was logged here or at its meter.
  static func read(_ element: Element, with registers: CatalogRegisters) -> AWSDimensionEntry? {
    guard let section = Section(element, keys: keys) else { return nil }
    let meter = registers.meter(section)
    let scope = registers.scope(section)
    let dimension = section.required("dimension", .awsDimension)?.seriesPart(byteCountMax: 255, .awsDimension)
    let kind = section["quantity"].map { $0.choice(AWSQuantityKind.self) } ?? .decimal
    guard let meter else { return nil }
    let sentUnit = meter.sentUnit(currency: registers.defaultCurrency)
    let unit =
      section["unit"].map { $0.positiveQuantity(of: sentUnit) } ?? sentUnit.pricedSteps
    guard let scope, let dimension, let kind, let unit else { return nil }
    return AWSDimensionEntry(
      meter: meter, scope: scope, element: element, dimension: dimension, kind: kind, unitSteps: unit)
  }

  /// The route of one project and tier.
  func route(
    for project: Project, hardwareTier: String?, identity: AWSIdentity, settings: AWSMarketplaceSettings,
    currency: Currency
  ) -> Route {
    let unit: ProviderUnit =
      switch kind {
      case .decimal: .decimal(steps: unitSteps, digitsMax: 6)
      case .integer: .whole(steps: unitSteps)
      }
    var address = identity.address
    address[RouteAddress.AWS.dimension] = dimension
    address[RouteAddress.AWS.quantityKind] = kind.rawValue
    address[RouteAddress.AWS.projectTagKey] = settings.projectTagKey
    return Route(
      provider: KnownProvider.aws.id, projectID: project.id, meterID: meter.id, hardwareTier: hardwareTier,
      series: "aws|\(identity.seriesText)|\(dimension)", stepsPerUnit: unit.stepsPerUnit,
      valueDigits: unit.valueDigits, bucketHours: 1, accumulation: .delta, latePolicy: .openHour,
      currency: currency, address: address)
  }
}
