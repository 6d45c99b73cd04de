import Billing
import Dispatching
import Testing

/// Where usage goes that is sealed after its hour's window: a provider that locks an hour at its first record, and
/// refuses an hour 24 hours after its start and a month's hours from 06:00 UTC on the first, takes it in another hour.
@Suite("Late usage where an hour is locked by its first record")
struct LatePlacementTests {
  private func hour(_ text: String) throws -> UTCHour {
    try #require(Instant(text: "\(text):00:00Z")).hour
  }

  private func plan(
    _ usage: String, window: (String, String), now: String, late: Route.LatePolicy = .openHour
  ) throws -> SealPlan {
    let dollar = try #require(Currency(code: "USD"))
    let provider = LockingProvider()
    let route = Route(
      provider: provider.id, projectID: "a", meterID: "m", hardwareTier: nil, series: "s",
      stepsPerUnit: 1_000_000_000_000, valueDigits: 0, bucketHours: 1, accumulation: .delta,
      latePolicy: late, currency: dollar, address: [:])
    let meter = Meter(id: "m", measure: .gpuHoursUsed, billed: .quantity, providers: nil)
    let catalog = Catalog(version: "v", projects: [], meters: [meter], prices: [], routes: [route])
    var planner = SealPlanner(
      catalog: catalog, providers: [provider],
      window: BillingWindow(start: try hour(window.0), end: try hour(window.1)), snapshot: LedgerSnapshot(),
      bounds: SafetyBounds(),
      now: try #require(Instant(text: now)))
    let key = CellKey(
      hour: try hour(usage), projectID: "a", hardwareTier: "h100", claim: "", currency: dollar, providers: [])
    let steps: Int128 = 3_000_000_000_000
    let amount = RatedAmount(money: .zero(dollar), priceID: "p", billedSteps: steps)
    planner.add(
      MeterRating(providers: [provider.id], outcome: .rated(amount)),
      cell: StoredCell(id: 1, cell: Cell(key: key, sums: MeasureSums(), eventCount: 1)), meterID: "m",
      quantity: Quantity(steps: steps, unit: .gpuHour))
    return planner.finish(ratings: [:])
  }

  private func buckets(_ plan: SealPlan) -> [String] { plan.items.map(\.bucket.key.start.text) }

  private let lastDay = ("2026-11-30T00", "2026-12-01T00")
  /// A window over the end of a month, as an hourly job leaves it for the nightly one.
  private let overMonthEnd = ("2026-11-30T22", "2026-12-01T02")

  @Test("it goes into the window's last hour of its own month")
  func ownMonth() throws {
    let inMonth = try plan("2026-11-12T08", window: lastDay, now: "2026-12-01T01:15:00Z")
    #expect(buckets(inMonth) == ["2026-11-30T23"])
    let over = try plan("2026-11-12T08", window: overMonthEnd, now: "2026-12-01T03:15:00Z")
    #expect(buckets(over) == ["2026-11-30T23"], "not into December, where the window ends")
  }

  @Test("until 05:59:59 UTC on the 1st its own month takes it; at 06:00:00 only the new month does (case 9)")
  func monthCut() throws {
    let last = try plan("2026-11-12T08", window: overMonthEnd, now: "2026-12-01T05:59:59Z")
    #expect(buckets(last) == ["2026-11-30T23"])
    let cut = try plan("2026-11-12T08", window: overMonthEnd, now: "2026-12-01T06:00:00Z")
    #expect(buckets(cut) == ["2026-12-01T01"])
  }

  @Test("when no hour of the window is accepted any more it waits as hour_closed, and moves no carry")
  func noHour() throws {
    let plan = try plan("2026-11-12T08", window: lastDay, now: "2026-12-01T06:00:00Z")
    #expect(plan.items.isEmpty)
    #expect(plan.carries.isEmpty)
    #expect(plan.charges.map(\.state) == [.held(.hourClosed)])
  }

  @Test("when its own month is not in the window, the window's last hour takes it")
  func otherMonth() throws {
    let plan = try plan(
      "2026-11-12T08", window: ("2026-12-05T00", "2026-12-06T00"), now: "2026-12-06T01:15:00Z")
    #expect(buckets(plan) == ["2026-12-05T23"])
  }

  @Test("usage of the window itself keeps its hour as long as it is accepted")
  func onTime() throws {
    let open = try plan("2026-11-30T05", window: lastDay, now: "2026-12-01T01:15:00Z")
    #expect(buckets(open) == ["2026-11-30T05"])
  }

  @Test("where the provider adds up, it keeps its hour, however late")
  func sameBucket() throws {
    let plan = try plan(
      "2026-11-12T08", window: lastDay, now: "2026-12-01T06:00:00Z", late: .sameBucket)
    #expect(buckets(plan) == ["2026-11-12T08"])
  }
}

/// Accepts an hour for 24 hours and the hours of a month's last day until 06:00 UTC on the first.
private final class LockingProvider: Provider {
  let id = ProviderID("test")
  let claimRule = ClaimRule(itemCountMax: 25, isExclusiveBySeries: false, sharesBatchKey: true)
  let safeResendSeconds: Int64? = nil
  func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    FrozenPayload(bytes: Array(bucket.itemID.utf8), digest: "", batchKey: "")
  }
  func deadline(for bucket: BucketKey) -> Instant {
    let day = bucket.start.adding(hours: 24)
    let cut = bucket.start.monthEnd.adding(hours: 6)
    return (day >= bucket.start.monthEnd ? cut : day).start.adding(seconds: -1)
  }
  func prepare(for items: [DispatchItem]) -> Preparation { .ready(blocked: [:]) }
  func submit(_ items: [DispatchItem], notAfterNanoseconds: UInt64) -> [ItemAnswer] { [] }
  func total(of item: DispatchItem, in hours: BillingWindow) -> BucketTotal { .deduplicated }
  func askTime() -> Instant? { nil }
  func now() -> Instant { Instant(epochSeconds: 0) }
}
