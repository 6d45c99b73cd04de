import Billing

/// The catalogs that worlds choose from: one to three projects, one or two meters, either or both targets, at Stripe
/// with meters that add up or that take the last total of an hour or a day, at AWS in whole or decimal units. Built
/// once, shared by all.
final class SimulatedCatalog: Sendable {
  /// What a project's usage goes to.
  enum Targets: CaseIterable, Sendable {
    case stripeDelta, stripeTotal, awsDecimal, awsInteger, stripeDeltaAWSInteger, stripeTotalAWSDecimal
    case stripeDay, stripeDayAWSInteger

    var stripe: Route.Accumulation? {
      switch self {
      case .stripeDelta, .stripeDeltaAWSInteger: .delta
      case .stripeTotal, .stripeTotalAWSDecimal, .stripeDay, .stripeDayAWSInteger: .total
      case .awsDecimal, .awsInteger: nil
      }
    }
    /// A meter of Stripe's that takes the last total of a day has buckets of a day.
    var stripeBucketHours: Int64 {
      switch self {
      case .stripeDay, .stripeDayAWSInteger: 24
      default: 1
      }
    }
    var aws: (digits: Int, isThere: Bool) {
      switch self {
      case .awsDecimal, .stripeTotalAWSDecimal: (6, true)
      case .awsInteger, .stripeDeltaAWSInteger, .stripeDayAWSInteger: (0, true)
      case .stripeDelta, .stripeTotal, .stripeDay: (0, false)
      }
    }
  }

  static let stripeID = ProviderID("stripe")
  static let awsID = ProviderID("aws")

  static let all = make(for: .seam)
  /// The same, with addresses that the adapters take.
  static let wired = make(for: .wire)

  private static func make(for way: Way) -> [SimulatedCatalog] {
    Targets.allCases.flatMap { targets in
      [1, 2, 3].flatMap { projectCount in
        [1, 2].flatMap { meterCount in
          [false, true].map {
            SimulatedCatalog(
              Draft(
                targets: targets, projectCount: projectCount, meterCount: meterCount, sharesSeries: $0,
                way: way))
          }
        }
      }
    }
  }

  /// Two projects of one customer, one meter, both providers.
  static let smallIndex: Int = {
    let index = all.firstIndex {
      $0.projectCount == 2 && $0.catalog.meters.count == 1 && $0.sharesSeries && $0.catalog.routes.count == 4
    }
    guard let index else { preconditionFailure("there is a catalog of that kind") }
    return index
  }()

  let projectCount: Int
  private let sharesSeries: Bool
  let catalog: Catalog
  /// The same with the mistake of the mutant `replanSameHour`.
  let sameHourCatalog: Catalog
  let lines: [Line]
  /// The providers' counters, by number.
  let counters: [Counter]

  private init(_ draft: Draft) {
    projectCount = draft.projectCount
    sharesSeries = draft.sharesSeries
    catalog = draft.catalog(latePolicy: .openHour)
    sameHourCatalog = draft.catalog(latePolicy: .sameBucket)
    (lines, counters) = Self.lines(of: catalog, projectCount: projectCount)
  }

  private static func lines(of catalog: Catalog, projectCount: Int) -> ([Line], [Counter]) {
    var lines: [Line] = []
    var counters: [Counter] = []
    for route in catalog.routes {
      let key = SeriesKey(provider: route.provider, series: route.series)
      let number = counters.firstIndex { $0.key == key } ?? counters.count
      if number == counters.count { counters.append(Counter(key: key, route: route)) }
      guard let meter = catalog.meter(route.meterID),
        let projectIndex = projectIDs.firstIndex(of: route.projectID)
      else { preconditionFailure("a route is of a meter and a project of its catalog") }
      lines.append(
        Line(
          key: CarryKey(provider: route.provider, series: route.series, projectID: route.projectID),
          projectIndex: projectIndex, measure: meter.measure, stepsPerUnit: route.stepsPerUnit,
          series: number))
    }
    return (lines, counters)
  }

  /// Of every price and event.
  static let currency = Draft.dollar

  /// What a provider adds up by itself: a customer's meter, a licence's dimension.
  struct Counter: Sendable {
    let key: SeriesKey
    /// Any route that leads to it: those of several projects differ in the project alone.
    let route: Route

    var isTotal: Bool { route.accumulation == .total }
  }

  /// One project's usage of one measure on its way to one counter of a provider.
  struct Line: Sendable {
    let key: CarryKey
    let projectIndex: Int
    let measure: Measure
    let stepsPerUnit: Int128
    /// The counter's number.
    let series: Int
  }

  static let projectIDs = ["p0", "p1", "p2"]
}

/// What a catalog is built from.
private struct Draft {
  let targets: SimulatedCatalog.Targets
  let projectCount: Int
  let meterCount: Int
  let sharesSeries: Bool
  let way: Way

  static let dollar: Currency = {
    guard let dollar = Currency(code: "USD") else { preconditionFailure("USD is a currency") }
    return dollar
  }()

  func catalog(latePolicy: Route.LatePolicy) -> Catalog {
    let meters = [
      Meter(id: "hours", measure: .gpuHoursUsed, billed: .quantity, providers: nil),
      Meter(id: "tokens", measure: .tokens, billed: .quantity, providers: nil),
    ].prefix(meterCount)
    let prices = meters.map { meter in
      Price(
        id: "price-\(meter.id)", meterID: meter.id, projectIDs: nil, hardwareTiers: nil,
        currency: Self.dollar, effectiveFrom: UTCHour(index: 0), effectiveUntil: nil,
        schedule: PriceSchedule(tiers: [.init(upperSteps: nil, rate: Rate(steps: 2_000_000_000))]))
    }
    var providers: [ProviderID] = targets.stripe == nil ? [] : [SimulatedCatalog.stripeID]
    if targets.aws.isThere { providers.append(SimulatedCatalog.awsID) }
    let projects = (0..<projectCount).map { index in
      Project(
        id: SimulatedCatalog.projectIDs[index], customerID: "c", providers: providers,
        verification: .notRequired(reason: "simulation"))
    }
    var routes: [Route] = []
    for index in 0..<projectCount {
      for meter in meters {
        if let accumulation = targets.stripe { routes.append(stripe(index, meter, accumulation)) }
        if targets.aws.isThere { routes.append(aws(index, meter, latePolicy)) }
      }
    }
    return Catalog(
      version: "1", projects: projects, meters: Array(meters), prices: prices, routes: routes)
  }

  private func stripe(_ index: Int, _ meter: Meter, _ accumulation: Route.Accumulation) -> Route {
    let isHours = meter.measure == .gpuHoursUsed
    let target = stripeTarget(index, meter, accumulation)
    return Route(
      provider: SimulatedCatalog.stripeID, projectID: SimulatedCatalog.projectIDs[index], meterID: meter.id,
      hardwareTier: nil, series: target.series, stepsPerUnit: isHours ? 1_000_000 : 1_000,
      valueDigits: isHours ? 6 : 0,
      bucketHours: targets.stripeBucketHours,
      accumulation: accumulation, latePolicy: .sameBucket, currency: Self.dollar,
      address: target.address)
  }

  private func stripeTarget(
    _ index: Int, _ meter: Meter, _ accumulation: Route.Accumulation
  ) -> (series: String, address: [String: String]) {
    let customerIndex = sharesSeries ? 0 : index
    let digits = meter.measure == .gpuHoursUsed ? 6 : 0
    switch way {
    case .seam: return ("cus-\(customerIndex)|\(meter.id)", ["digits": String(digits)])
    case .wire:
      return WireAddresses.stripe(
        customerIndex: customerIndex, meterID: meter.id,
        window: accumulation == .delta ? "none" : targets.stripeBucketHours == 24 ? "day" : "hour")
    }
  }

  private func aws(_ index: Int, _ meter: Meter, _ latePolicy: Route.LatePolicy) -> Route {
    let isHours = meter.measure == .gpuHoursUsed
    let digits = isHours ? targets.aws.digits : 0
    let target = awsTarget(index, meter, digits: digits)
    return Route(
      provider: SimulatedCatalog.awsID, projectID: SimulatedCatalog.projectIDs[index], meterID: meter.id,
      hardwareTier: nil, series: target.series,
      stepsPerUnit: isHours ? (digits == 6 ? 1_000_000 : 1_000_000_000_000) : 1_000, valueDigits: digits,
      bucketHours: 1, accumulation: .delta, latePolicy: latePolicy, currency: Self.dollar,
      address: target.address)
  }

  private func awsTarget(
    _ index: Int, _ meter: Meter, digits: Int
  ) -> (series: String, address: [String: String]) {
    let buyerIndex = sharesSeries ? 0 : index
    switch way {
    case .seam: return ("lic-\(buyerIndex)|\(meter.id)", [:])
    case .wire:
      return WireAddresses.aws(
        buyerIndex: buyerIndex, meterID: meter.id, isDecimal: digits == 6, isLegacy: projectCount == 2,
        tagsProjects: sharesSeries)
    }
  }
}
