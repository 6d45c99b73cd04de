import Billing
import Dispatching
import Testing

@Suite("Planning a seal")
struct SealPlannerTests {
  static let dollar = Currency(code: "USD")
  static let window = BillingWindow(start: UTCHour(index: 494_400), end: UTCHour(index: 494_424))
  static let hour: Int128 = 1_000_000_000_000

  private func route(
    project: String, series: String = "s", accumulation: Route.Accumulation = .delta,
    late: Route.LatePolicy = .sameBucket,
    stepsPerUnit: Int128 = hour
  ) throws -> Route {
    Route(
      provider: ProviderID("test"), projectID: project, meterID: "m", hardwareTier: nil, series: series,
      stepsPerUnit: stepsPerUnit, valueDigits: 0, bucketHours: 1, accumulation: accumulation,
      latePolicy: late,
      currency: try #require(Self.dollar), address: [:])
  }

  private func catalog(_ routes: [Route]) -> Catalog {
    let meter = Meter(id: "m", measure: .gpuHoursUsed, billed: .quantity, providers: nil)
    return Catalog(version: "v", projects: [], meters: [meter], prices: [], routes: routes)
  }

  private struct Usage {
    var project: String
    var hours: Int128
    var at: Int64
    var cellID: Int64 = 1
  }

  private func plan(
    _ usage: [Usage], routes: [Route], snapshot: LedgerSnapshot = LedgerSnapshot(),
    bounds: SafetyBounds = SafetyBounds(), now: Instant = Instant(epochSeconds: 0)
  ) throws -> SealPlan {
    let provider = FreezingProvider()
    var planner = SealPlanner(
      catalog: catalog(routes), providers: [provider], window: Self.window, snapshot: snapshot,
      bounds: bounds, now: now)
    let dollar = try #require(Self.dollar)
    for entry in usage {
      let key = CellKey(
        hour: UTCHour(index: entry.at), projectID: entry.project, hardwareTier: "h100", claim: "",
        currency: dollar,
        providers: [])
      let cell = StoredCell(id: entry.cellID, cell: Cell(key: key, sums: MeasureSums(), eventCount: 1))
      let amount = RatedAmount(
        money: Money(steps: entry.hours / 1_000, currency: dollar), priceID: "p", billedSteps: entry.hours)
      planner.add(
        MeterRating(providers: [provider.id], outcome: .rated(amount)), cell: cell, meterID: "m",
        quantity: Quantity(steps: entry.hours, unit: .gpuHour))
    }
    return planner.finish(ratings: [:])
  }

  @Test(
    "I23: two projects of one licence, tier and hour make one item with two allocations that add up to it")
  func oneRecordAnHour() throws {
    let usage = [
      Usage(project: "b", hours: 2 * Self.hour, at: 494_401),
      Usage(project: "a", hours: 3 * Self.hour, at: 494_401),
    ]
    let plan = try plan(usage, routes: [try route(project: "a"), try route(project: "b")])
    #expect(plan.items.count == 1)
    #expect(
      plan.items.first?.bucket.allocations == [
        Allocation(projectID: "a", units: 3), Allocation(projectID: "b", units: 2),
      ])
    #expect(plan.items.first?.units == 5)
  }

  @Test("two customers of one meter never share a bucket")
  func customersApart() throws {
    let usage = [
      Usage(project: "a", hours: Self.hour, at: 494_401), Usage(project: "b", hours: Self.hour, at: 494_401),
    ]
    let routes = [try route(project: "a", series: "cus_1"), try route(project: "b", series: "cus_2")]
    #expect(try plan(usage, routes: routes).items.count == 2)
  }

  @Test("an item beyond the bound of its series' median is held, and says both; the others are planned")
  func medianBound() throws {
    var snapshot = LedgerSnapshot()
    snapshot.medianUnitsOfSeries = [SeriesKey(provider: ProviderID("test"), series: "s"): 2]
    let usage = [
      Usage(project: "a", hours: 20 * Self.hour, at: 494_401),
      Usage(project: "a", hours: 21 * Self.hour, at: 494_402),
      Usage(project: "b", hours: 500 * Self.hour, at: 494_402),
    ]
    let routes = [try route(project: "a"), try route(project: "b", series: "t")]
    let plan = try plan(
      usage, routes: routes, snapshot: snapshot, bounds: SafetyBounds(itemCountMax: 3, medianRatioMax: 10))
    #expect(plan.items.map(\.progress.state) == [.planned, .held, .planned])
    #expect(
      plan.items[1].progress.reason.contains("21 units") && plan.items[1].progress.reason.contains("is 2"))
  }

  @Test("a window that makes more items than its bound is held as a whole")
  func countBound() throws {
    let usage = (0..<3).map { Usage(project: "a", hours: Self.hour, at: 494_401 + $0) }
    let bounds = SafetyBounds(itemCountMax: 2)
    let plan = try plan(usage, routes: [try route(project: "a")], bounds: bounds)
    #expect(plan.items.map(\.progress.state) == [.held, .held, .held])
  }

  @Test("I30: in a restored ledger, items of hours before the restore begin in doubt; later ones do not")
  func restored() throws {
    var snapshot = LedgerSnapshot()
    snapshot.restoredBefore = UTCHour(index: 494_402)
    let usage = (0..<2).map { Usage(project: "a", hours: Self.hour, at: 494_401 + $0) }
    let now = Instant(epochSeconds: 7)
    let plan = try plan(usage, routes: [try route(project: "a")], snapshot: snapshot, now: now)
    #expect(plan.items.map(\.progress.state) == [.unknown, .planned])
    #expect(plan.items[0].progress.ambiguousSince == now)
  }

  @Test("I30: in a restored ledger, usage that may have moved to another hour waits for a person, in doubt")
  func restoredAndMoved() throws {
    var snapshot = LedgerSnapshot()
    snapshot.restoredBefore = UTCHour(index: 494_402)
    let usage = (0..<2).map { Usage(project: "a", hours: Self.hour, at: 494_401 + $0) }
    let now = Instant(epochSeconds: 7)
    let plan = try plan(
      usage, routes: [try route(project: "a", late: .openHour)], snapshot: snapshot, now: now)
    #expect(plan.items.map(\.progress.state) == [.parked, .planned])
    #expect(plan.items[0].progress.ambiguousSince == now)
  }

  @Test(
    "I30: one part that may have moved puts the whole item in doubt, also one that comes after what waited")
  func restoredAndMovedTogether() throws {
    var snapshot = LedgerSnapshot()
    snapshot.restoredBefore = UTCHour(index: 494_390)
    // Charges that waited are added before open cells: here of an hour after the restore, then of one before it.
    let usage = [494_395, 494_380].map { Usage(project: "a", hours: Self.hour, at: $0) }
    let now = Instant(epochSeconds: 7)
    let plan = try plan(
      usage, routes: [try route(project: "a", late: .openHour)], snapshot: snapshot, now: now)
    #expect(plan.items.map(\.bucket.key.start.index) == [494_423])
    #expect(plan.items.map(\.progress.state) == [.parked])
    #expect(plan.items[0].progress.ambiguousSince == now)
  }

  @Test("usage below a unit is sealed into the carry and makes no item until the unit is whole")
  func carries() throws {
    let routes = [try route(project: "a")]
    let first = try plan([Usage(project: "a", hours: Self.hour * 6 / 10, at: 494_401)], routes: routes)
    #expect(first.items.isEmpty)
    #expect(first.charges.first?.state == .planned(itemID: nil))
    let second = try plan(
      [Usage(project: "a", hours: Self.hour * 6 / 10, at: 494_402)], routes: routes,
      snapshot: LedgerSnapshot(carries: first.carries))
    #expect(second.items.first?.units == 1)
    #expect(second.carries.values.first?.remainderSteps == Self.hour * 2 / 10)
  }

  @Test("late usage joins a further revision where the provider adds up, with an identifier of its own")
  func lateRevision() throws {
    let routes = [try route(project: "a")]
    let key = BucketKey(provider: ProviderID("test"), series: "s", start: UTCHour(index: 494_000), hours: 1)
    let head = BucketHead(
      itemID: "old", revision: 0, state: .delivered, wasAttempted: true, units: 4, newAllocations: [],
      money: .zero(try #require(Self.dollar)), totalUnits: 4,
      allocations: [Allocation(projectID: "a", units: 4)])
    let plan = try plan(
      [Usage(project: "a", hours: Self.hour, at: 494_000)], routes: routes,
      snapshot: LedgerSnapshot(bucketHeads: [key: head]))
    let item = try #require(plan.items.first)
    #expect(item.bucket.revision == 1)
    #expect(item.bucket.valueUnits == 1)
    #expect(item.bucket.itemID == ItemIdentifier.identifier(of: key, revision: 1))
    #expect(item.bucket.itemID != ItemIdentifier.identifier(of: key, revision: 0))
  }

  @Test("late usage moves into the window's last hour of its month where the provider locks an hour")
  func lateMoves() throws {
    let routes = [try route(project: "a", late: .openHour)]
    let plan = try plan([Usage(project: "a", hours: Self.hour, at: 494_000)], routes: routes)
    #expect(plan.items.first?.bucket.key.start == UTCHour(index: 494_423))
  }

  @Test(
    "usage of an hour that its provider has closed moves to the window's last hour, or waits for a later seal"
  )
  func closedHours() throws {
    let routes = [try route(project: "a", late: .openHour)]
    let early = [Usage(project: "a", hours: Self.hour, at: 494_400)]
    let atNight = Self.window.end.start.adding(seconds: 4_500)
    let moved = try plan(early, routes: routes, now: atNight)
    #expect(moved.items.first?.bucket.key.start == UTCHour(index: 494_423))
    let weekLater = Self.window.end.start.adding(seconds: 7 * 86_400)
    let late = try plan(early, routes: routes, now: weekLater)
    #expect(late.items.isEmpty)
    #expect(late.charges.map(\.state) == [.held(.hourClosed)])
  }

  @Test("a running total carries everything of its bucket, and replaces a total that nobody tried to send")
  func totals() throws {
    let routes = [try route(project: "a", accumulation: .total)]
    let key = BucketKey(provider: ProviderID("test"), series: "s", start: UTCHour(index: 494_401), hours: 1)
    let dollar = try #require(Self.dollar)
    for wasAttempted in [true, false] {
      let head = BucketHead(
        itemID: "old", revision: 2, state: wasAttempted ? .inFlight : .deferred, wasAttempted: wasAttempted,
        units: 3,
        newAllocations: [Allocation(projectID: "a", units: 3)], money: .zero(dollar), totalUnits: 9,
        allocations: [Allocation(projectID: "a", units: 9)])
      let plan = try plan(
        [Usage(project: "a", hours: 2 * Self.hour, at: 494_401)], routes: routes,
        snapshot: LedgerSnapshot(bucketHeads: [key: head]))
      let item = try #require(plan.items.first)
      #expect(item.bucket.valueUnits == 11)
      #expect(item.units == (wasAttempted ? 2 : 5))
      #expect(plan.supersededItems == (wasAttempted ? [:] : ["old": item.bucket.itemID]))
    }
  }

  @Test("a value the provider's limits refuse holds the charges and leaves the carry as it was")
  func refusedValue() throws {
    let plan = try plan(
      [Usage(project: "a", hours: 5_000 * Self.hour, at: 494_401)], routes: [try route(project: "a")])
    #expect(plan.items.isEmpty)
    #expect(plan.carries.isEmpty)
    #expect(plan.charges.map(\.state) == [.held(.valueOutOfRange)])
  }

  @Test(
    "I1, I30: the rest of usage before a restore completes no unit with usage after it, which no doubt holds")
  func carriesApart() throws {
    var snapshot = LedgerSnapshot()
    let old = CarryKey(provider: ProviderID("test"), series: "s", projectID: "a")
    snapshot.carries[old] = Carry(
      cumulativeSteps: Self.hour / 10 * 6, emittedUnits: 0, stepsPerUnit: Self.hour)
    let usage = [Usage(project: "a", hours: Self.hour / 10 * 5, at: 494_402)]
    let routes = [try route(project: "a")]
    #expect(try plan(usage, routes: routes, snapshot: snapshot).items.count == 1)
    snapshot.restoredBefore = UTCHour(index: 494_402)
    let restored = try plan(usage, routes: routes, snapshot: snapshot)
    #expect(restored.items.isEmpty)
    let new = CarryKey(
      provider: ProviderID("test"), series: "s", projectID: "a", since: UTCHour(index: 494_402))
    #expect(restored.carries.mapValues(\.remainderSteps) == [new: Self.hour / 10 * 5])
    snapshot.carries.merge(restored.carries) { $1 }
    let late = [Usage(project: "a", hours: Self.hour / 10 * 7, at: 494_401)]
    let later = try plan(late, routes: routes, snapshot: snapshot)
    #expect(later.items.map(\.progress.state) == [.unknown])
    #expect(later.carries.mapValues(\.remainderSteps) == [old: Self.hour / 10 * 3])
  }

  @Test("a project without configuration for a provider is skipped, an unmapped tier is held")
  func withoutRoute() throws {
    let plan = try plan(
      [Usage(project: "a", hours: Self.hour, at: 494_401)], routes: [try route(project: "other")])
    guard case .skipped = plan.charges.first?.state else {
      Issue.record("expected skipped, got \(String(describing: plan.charges.first?.state))")
      return
    }
  }

  @Test("a series whose unit the catalog changed is held, not mixed")
  func unitChanged() throws {
    let key = CarryKey(provider: ProviderID("test"), series: "s", projectID: "a")
    let plan = try plan(
      [Usage(project: "a", hours: Self.hour, at: 494_401)],
      routes: [try route(project: "a", stepsPerUnit: 1_000)],
      snapshot: LedgerSnapshot(carries: [key: Carry(stepsPerUnit: Self.hour)]))
    #expect(plan.charges.map(\.state) == [.held(.unitChanged)])
  }

  @Test(
    "I3, I9: any order of usage gives the same items byte for byte, and units plus carry are what was sealed",
    arguments: 1...10)
  func deterministic(seed: Int) throws {
    var state = UInt64(seed)
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    let projects = ["a", "b", "c"]
    let usage = (0..<200).map { _ in
      Usage(
        project: projects[Int(next(3))], hours: Int128(next(3_000_000_000_000)), at: 494_400 + Int64(next(24))
      )
    }
    let routes = try projects.map { try route(project: $0, series: $0 == "c" ? "c" : "ab") }
    let plan = try plan(usage, routes: routes)
    #expect(try self.plan(usage.reversed(), routes: routes).items == plan.items)
    let units = plan.items.reduce(0) { $0 + $1.units }
    let remainder = plan.carries.values.reduce(0) { $0 + $1.remainderSteps }
    #expect(units * Self.hour + remainder == usage.reduce(0) { $0 + $1.hours })
    for item in plan.items { #expect(item.newAllocations.reduce(0) { $0 + $1.units } == item.units) }
  }
}

/// Freezes a bucket to its identifier and value, and refuses values of four digits and more.
final class FreezingProvider: Provider {
  let id = ProviderID("test")
  let claimRule = ClaimRule(itemCountMax: 2, isExclusiveBySeries: true, sharesBatchKey: false)
  let safeResendSeconds: Int64? = nil
  func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    guard bucket.valueUnits < 1_000 else { throw .valueOutOfRange("four digits") }
    return FrozenPayload(bytes: Array("\(bucket.itemID)=\(bucket.valueText)".utf8), digest: "", batchKey: "")
  }
  func deadline(for bucket: BucketKey) -> Instant { bucket.start.start.adding(seconds: 86_400) }
  func prepare(for items: [DispatchItem]) -> Preparation { .ready(blocked: [:]) }
  func submit(_ items: [DispatchItem], notAfterNanoseconds: UInt64) -> [ItemAnswer] { [] }
  func total(of item: DispatchItem, in hours: BillingWindow) -> BucketTotal { .deduplicated }
  func askTime() -> Instant? { Instant(epochSeconds: 0) }
  func now() -> Instant { Instant(epochSeconds: 0) }
}
