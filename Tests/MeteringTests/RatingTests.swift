import Billing
import Metering
import Testing

@Suite("Rating by the price book")
struct RatingTests {
  static let dollar = Currency(code: "USD")
  static let hours = Meter(id: "gpu_hours_used", measure: .gpuHoursUsed, billed: .quantity, providers: nil)
  static let fee = Meter(id: "success_fee", measure: .costSavings, billed: .charge, providers: nil)

  private func catalog(_ schedule: PriceSchedule, meter: Meter = hours) throws -> Catalog {
    let dollar = try #require(Self.dollar)
    let price = Price(
      id: "p", meterID: meter.id, projectIDs: nil, hardwareTiers: ["h100"], currency: dollar,
      effectiveFrom: UTCHour(index: 0), effectiveUntil: nil, schedule: schedule)
    let project = Project(
      id: "proj", customerID: "c", providers: [ProviderID("stripe")], verification: .required)
    return Catalog(version: "v", projects: [project], meters: [meter], prices: [price], routes: [])
  }

  private func key(tier: String = "h100", project: String = "proj", hour: Int64 = 494_000) throws -> CellKey {
    CellKey(
      hour: UTCHour(index: hour), projectID: project, hardwareTier: tier, claim: "",
      currency: try #require(Self.dollar), providers: [])
  }

  private func cell(_ key: CellKey, hoursUsed: Int128 = 0, savings: Int128 = 0) -> Cell {
    var sums = MeasureSums()
    sums.gpuHoursUsed = hoursUsed
    sums.costSavings = savings
    return Cell(key: key, sums: sums, eventCount: 1)
  }

  @Test("graduated tiers, an allowance, a minimum and a cap depend on the period's total alone")
  func periodPrices() throws {
    let dollar = try #require(Self.dollar)
    let hour: Int128 = 1_000_000_000_000
    let schedule = PriceSchedule(
      tiers: [
        .init(upperSteps: 10 * hour, rate: try Rate(text: "3")),
        .init(upperSteps: nil, rate: try Rate(text: "2")),
      ],
      allowanceSteps: 5 * hour, minimum: Money(steps: 4_000_000_000, currency: dollar),
      cap: Money(steps: 50_000_000_000, currency: dollar))
    var rating = Rating(catalog: try catalog(schedule), progress: [:])
    // 3 h lie in the allowance: the minimum of 4; then 10 h make 8 billable: 24 in all; then 20 h make 28: capped
    // at 50.
    let charges = try [3, 7, 20, 100].map { try rating.rate(try key(), meter: Self.hours, steps: $0 * hour) }
    #expect(charges.map(\.money.text) == ["4", "11", "35", "0"])
    #expect(charges.map { $0.billedSteps / hour } == [0, 5, 20, 100])
  }

  @Test("the same usage in any split costs the same", arguments: 1...10)
  func splitsAgree(seed: Int) throws {
    let schedule = PriceSchedule(
      tiers: [
        .init(upperSteps: 7_777_777_777_777, rate: try Rate(text: "1.234567890123")),
        .init(upperSteps: nil, rate: try Rate(text: "0.1")),
      ])
    let total: Int128 = 19_999_999_999_999
    var whole = Rating(catalog: try catalog(schedule), progress: [:])
    let expected = try whole.rate(try key(), meter: Self.hours, steps: total).money
    var random = SeededSplits(state: UInt64(seed))
    var split = Rating(catalog: try catalog(schedule), progress: [:])
    var left = total
    var sum: Int128 = 0
    while left > 0 {
      let part = min(left, 1 + Int128(random.next() % 3_000_000_000_000))
      sum += try split.rate(try key(), meter: Self.hours, steps: part).money.steps
      left -= part
    }
    #expect(sum == expected.steps)
  }

  @Test("an unknown tier is held for want of a price, never priced at zero")
  func unknownTier() throws {
    let flat = PriceSchedule(tiers: [.init(upperSteps: nil, rate: try Rate(text: "2"))])
    var rating = ChargeRating(catalog: try catalog(flat), progress: [:])
    let result = try #require(rating.rate(cell(try key(tier: "b300"), hoursUsed: 1), meter: Self.hours))
    #expect(result.outcome == .held(.priceMissing, estimate: nil))
  }

  @Test("an unknown project is held for nobody yet")
  func unknownProject() throws {
    let flat = PriceSchedule(tiers: [.init(upperSteps: nil, rate: try Rate(text: "2"))])
    var rating = ChargeRating(catalog: try catalog(flat), progress: [:])
    let result = try #require(
      rating.rate(cell(try key(project: "stranger"), hoursUsed: 1), meter: Self.hours))
    #expect(result == MeterRating(providers: [.unassigned], outcome: .held(.projectUnknown, estimate: nil)))
  }

  @Test("a saving without a verdict is held with the money it would be, and moves no series")
  func unverified() throws {
    let share = PriceSchedule(tiers: [.init(upperSteps: nil, rate: try Rate(text: "0.2"))], allowanceSteps: 1)
    var rating = ChargeRating(catalog: try catalog(share, meter: Self.fee), progress: [:])
    let result = try #require(rating.rate(cell(try key(), savings: 1_000_000_001), meter: Self.fee))
    guard case .held(.unverified, let estimate) = result.outcome else {
      Issue.record("expected a hold, got \(result.outcome)")
      return
    }
    #expect(estimate?.money.text == "0.2")
    #expect(rating.rating.movedSeries.isEmpty)
  }
}

private struct SeededSplits {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 17
  }
}
