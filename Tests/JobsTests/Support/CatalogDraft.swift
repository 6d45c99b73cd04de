import Billing

/// A catalog of one meter in whole GPU hours; every project goes to the targets named.
struct CatalogDraft {
  var version = "1"
  var projects: [String: [String]] = ["proj-1": ["first"], "proj-2": ["second"]]
  /// What the meter sends: whole GPU hours, or its charge in cents.
  var billed = Meter.Billed.quantity
  /// What the meter sums.
  var measure = Measure.gpuHoursUsed
  var verification = Project.VerificationRule.required
  /// The terms of the one price; by default two dollars an hour.
  var schedule = PriceSchedule(tiers: [.init(upperSteps: nil, rate: Rate(steps: 2_000_000_000_000))])
  /// Targets that the catalog has no configuration for.
  var unconfigured: Set<String> = []
  /// Tiers without a route.
  var unmappedTiers: Set<String> = []
  var latePolicy = Route.LatePolicy.sameBucket
  var accumulation = Route.Accumulation.delta
  /// How long a bucket is: an hour, or a UTC day.
  var bucketHours: Int64 = 1

  var catalog: Catalog {
    guard let dollar = Currency(code: "USD") else { preconditionFailure("USD is a currency") }
    let meter = Meter(id: measure.rawValue, measure: measure, billed: billed, providers: nil)
    let price = Price(
      id: "p", meterID: meter.id, projectIDs: nil, hardwareTiers: nil, currency: dollar,
      effectiveFrom: UTCHour(index: 0), effectiveUntil: nil,
      schedule: schedule)
    let names = projects.sorted { $0.key < $1.key }
    return Catalog(
      version: version,
      projects: names.map {
        Project(
          id: $0.key, customerID: "c", providers: $0.value.map { ProviderID($0) },
          verification: verification)
      },
      meters: [meter], prices: [price],
      routes: names.flatMap { name, providers in
        providers.filter { !unconfigured.contains($0) }.flatMap {
          routes(of: name, at: $0, meter: meter, currency: dollar)
        }
      })
  }

  private func routes(of project: String, at provider: String, meter: Meter, currency: Currency) -> [Route] {
    ["h100", "a100"].filter { !unmappedTiers.contains($0) }.map { (tier: String) in
      Route(
        provider: ProviderID(provider), projectID: project, meterID: meter.id, hardwareTier: tier,
        series: "\(provider)|\(project)|\(tier)",
        stepsPerUnit: billed == .quantity ? 1_000_000_000_000 : 10_000_000,
        valueDigits: 0, bucketHours: bucketHours, accumulation: accumulation, latePolicy: latePolicy,
        currency: currency,
        address: [:])
    }
  }

  func with(_ change: (inout CatalogDraft) -> Void) -> CatalogDraft {
    var copy = self
    change(&copy)
    return copy
  }
}
