import Billing
import Dispatching
import Testing

@Suite("A seal in slices")
struct SealSlicesTests {
  private static let hour: Int128 = 1_000_000_000_000
  private static let window = BillingWindow(start: UTCHour(index: 494_400), end: UTCHour(index: 494_424))
  private let provider = FreezingProvider()
  private typealias Usage = (project: String, milliHours: Int64, at: Int64)

  /// One charge an entry: a project, its hours in thousandths, and the hour of the day.
  private func slices(
    _ usage: [Usage], snapshot: LedgerSnapshot = LedgerSnapshot(),
    bounds: SafetyBounds = SafetyBounds()
  ) throws -> SealSlices {
    let dollar = try #require(Currency(code: "USD"))
    let routes = ["a", "b", "c"].map { project in
      Route(
        provider: provider.id, projectID: project, meterID: "m", hardwareTier: nil,
        series: project == "c" ? "c" : "ab", stepsPerUnit: Self.hour, valueDigits: 0, bucketHours: 1,
        accumulation: project == "c" ? .total : .delta, latePolicy: .sameBucket, currency: dollar,
        address: [:])
    }
    let meter = Meter(id: "m", measure: .gpuHoursUsed, billed: .quantity, providers: nil)
    let catalog = Catalog(version: "v", projects: [], meters: [meter], prices: [], routes: routes)
    var planner = SealPlanner(
      catalog: catalog, providers: [provider], window: Self.window, snapshot: snapshot, bounds: bounds,
      now: Instant(epochSeconds: 0))
    for (number, entry) in usage.enumerated() {
      let key = CellKey(
        hour: UTCHour(index: 494_400 + entry.at), projectID: entry.project, hardwareTier: "h100", claim: "",
        currency: dollar, providers: [])
      let cell = StoredCell(
        id: Int64(number + 1), cell: Cell(key: key, sums: MeasureSums(), eventCount: 1))
      let steps = Int128(entry.milliHours) * Self.hour / 1_000
      let amount = RatedAmount(money: Money(steps: steps, currency: dollar), priceID: "p", billedSteps: steps)
      planner.add(
        MeterRating(providers: [provider.id], outcome: .rated(amount)), cell: cell, meterID: "m",
        quantity: Quantity(steps: steps, unit: .gpuHour))
    }
    return planner.sliced(ratings: [:])
  }

  private func usage(seed: Int) -> [Usage] {
    var state = UInt64(seed)
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    return (0..<60).map { _ in (["a", "b", "c"][Int(next(3))], Int64(next(2_500)), Int64(next(24))) }
  }

  /// The slices of a seal joined to one plan.
  private func joined(_ slices: SealSlices, countMax: Int) throws -> SealPlan {
    var plan = slices.frame
    let (itemCount, places) = (slices.itemCount, slices.itemPlaces)
    while let slice = try slices.nextSlice(countMax: countMax) {
      #expect(slice.items.count <= countMax)
      plan.items += slice.items
      plan.supersededItems.merge(slice.supersededItems) { $1 }
    }
    #expect(plan.items.count == itemCount && slices.itemCountMax >= itemCount)
    for index in plan.charges.indices where places[index] >= 0 {
      plan.charges[index].state = .planned(itemID: plan.items[Int(places[index])].bucket.itemID)
    }
    return plan
  }

  private func expectSame(_ left: SealPlan, _ right: SealPlan) {
    #expect(left.items == right.items)
    #expect(left.charges == right.charges)
    #expect(left.carries == right.carries)
    #expect(left.supersededItems == right.supersededItems)
    #expect(left.sealedCellIDs == right.sealedCellIDs)
  }

  @Test("together the slices are the whole plan, of whatever size", arguments: 1...10, [1, 7, 1_000])
  func sameAsWhole(seed: Int, countMax: Int) throws {
    let key = BucketKey(provider: provider.id, series: "c", start: UTCHour(index: 494_403), hours: 1)
    let head = BucketHead(
      itemID: "old", revision: 0, state: .planned, wasAttempted: false, units: 2,
      newAllocations: [Allocation(projectID: "c", units: 2)],
      money: Money(steps: 5, currency: try #require(Currency(code: "USD"))), totalUnits: 2,
      allocations: [Allocation(projectID: "c", units: 2)])
    var snapshot = LedgerSnapshot(bucketHeads: [key: head])
    snapshot.restoredBefore = UTCHour(index: 494_402)
    let usage = usage(seed: seed) + [("c", 5_000, 3)]
    let (walked, whole) = (try slices(usage, snapshot: snapshot), try slices(usage, snapshot: snapshot))
    let plan = whole.whole()
    #expect(plan.supersededItems.keys.contains("old"))
    expectSame(try joined(walked, countMax: countMax), plan)
    #expect(walked.tally.countOfProvider == whole.tally.countOfProvider)
    #expect(walked.tally.moneySteps == whole.tally.moneySteps && !plan.items.isEmpty)
  }

  @Test("every slice knows that the window makes more items than its bound")
  func countBound() throws {
    let bounds = SafetyBounds(itemCountMax: 5)
    let usage: [Usage] = (0..<6).map { ("a", 1_000, $0) }
    let plan = try joined(try slices(usage, bounds: bounds), countMax: 2)
    #expect(plan.items.map(\.progress.state) == Array(repeating: .held, count: 6))
    expectSame(plan, try slices(usage, bounds: bounds).whole())
  }

  @Test("a bucket that cannot be frozen ends the slices; whole, its charge is held and its carry stays")
  func refusal() throws {
    let usage: [Usage] = [
      ("a", 1_500, 0), ("a", 1_500_000, 1), ("a", 700, 2),
    ]
    let walked = try slices(usage)
    #expect(try walked.nextSlice(countMax: 1)?.items.count == 1)
    #expect(throws: FreezeError.self) { try walked.nextSlice(countMax: 1) }
    let plan = walked.whole()
    expectSame(plan, try slices(usage).whole())
    #expect(plan.items.map(\.units) == [1, 1])
    #expect(
      plan.charges[1].state == .held(.valueOutOfRange) && walked.tally.countOfProvider == [provider.id: 2])
  }
}
