import AWSMarketplaceProvider
import Billing
import Configuration
import Dispatching
import HTTPTransport
import StripeProvider
import Testing

/// Walks a scenario through production code, from the catalog's text to the requests that would leave.
struct GoldenRun {
  private let catalog: Catalog
  private let dollar: Currency
  private var carries: [CarryKey: Carry] = [:]
  private var heads: [BucketKey: BucketHead] = [:]
  private var cellCount: Int64 = 0

  /// Reads the catalog of the golden payloads.
  init() throws {
    let settings = try BillingSettings(reading: try Self.text("billing.yaml"))
    catalog = try Catalog(reading: try Self.text("catalog.yaml"), settings: settings)
    dollar = try #require(Currency(code: "USD"))
  }

  private static func text(_ name: String) throws -> ConfigurationText {
    try ConfigurationText(file: name, bytes: try GoldenFile.bytes("Catalog/\(name)"))
  }

  /// The requests of each seal. Every item counts as delivered before the next seal.
  static func requests(of scenario: GoldenScenario) throws -> [[HTTPRequest]] {
    var run = try GoldenRun()
    return try scenario.seals.map { try run.requests(of: $0) }
  }

  private mutating func requests(of seal: GoldenScenario.Seal) throws -> [HTTPRequest] {
    let day = try Self.instant("\(seal.day)T00").hour
    let window = BillingWindow(start: day, end: day.adding(hours: 24))
    let now = window.end.start.adding(seconds: 3_600)
    let wire = RecordedWire()
    let providers = Self.providers(wire, clock: StandingClock(at: now))
    let plan = try plan(seal, window: window, providers: providers, now: now)
    carries.merge(plan.carries) { $1 }
    for item in plan.items { heads[item.bucket.key] = Self.delivered(item) }
    for provider in providers {
      let items = plan.items.filter { $0.bucket.key.provider == provider.id }.map(Self.inFlight)
      _ = provider.submit(items, notAfterNanoseconds: .max)
    }
    return wire.requests
  }

  private mutating func plan(
    _ seal: GoldenScenario.Seal, window: BillingWindow, providers: [any Provider], now: Instant
  ) throws -> SealPlan {
    var planner = SealPlanner(
      catalog: catalog, providers: providers, window: window,
      snapshot: LedgerSnapshot(carries: carries, bucketHeads: heads), bounds: SafetyBounds(),
      now: now)
    for usage in seal.usage {
      cellCount += 1
      let targets = try #require(catalog.projects[usage.project]).providers
      let key = CellKey(
        hour: try Self.instant(usage.hour).hour, projectID: usage.project, hardwareTier: usage.tier,
        claim: "",
        currency: dollar, providers: [])
      let amount = RatedAmount(money: .zero(dollar), priceID: "golden", billedSteps: usage.steps)
      planner.add(
        MeterRating(providers: targets, outcome: .rated(amount)),
        cell: StoredCell(id: cellCount, cell: Cell(key: key, sums: MeasureSums(), eventCount: 1)),
        meterID: usage.meter, quantity: Quantity(steps: usage.steps, unit: .gpuHour))
    }
    return planner.finish(ratings: [:])
  }

  private static func instant(_ hour: String) throws -> Instant {
    try #require(Instant(text: "\(hour):00:00Z"))
  }

  private static func providers(_ wire: RecordedWire, clock: StandingClock) -> [any Provider] {
    let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "an example"]
    let environment = AWSEnvironment(
      variables: keys, readFile: { _ in .failure(.missing) },
      runProcess: { _ in .init(exitStatus: nil, standardOutput: [], problem: "no program") })
    return [
      StripeProvider(
        configuration: StripeConfiguration(key: StripeKey("sk_test_example"), isLive: false), http: wire,
        clock: clock),
      AWSMarketplaceProvider(
        configuration: AWSMarketplaceConfiguration(), environment: environment, http: wire,
        credentialHTTP: wire, clock: clock),
    ]
  }

  private static func inFlight(_ item: PlannedItem) -> DispatchItem {
    DispatchItem(
      id: item.bucket.itemID, bucket: item.bucket.key, revision: item.bucket.revision, units: item.units,
      valueText: item.bucket.valueText, money: item.money, payload: item.payload,
      address: item.bucket.address, sealID: 1, deadlineAt: item.deadlineAt,
      progress: DispatchProgress(state: .inFlight, attemptCount: 1))
  }

  private static func delivered(_ item: PlannedItem) -> BucketHead {
    BucketHead(
      itemID: item.bucket.itemID, revision: item.bucket.revision, state: .delivered, wasAttempted: true,
      units: item.units, newAllocations: item.newAllocations, money: item.money,
      totalUnits: item.bucket.valueUnits, allocations: item.bucket.allocations)
  }
}
