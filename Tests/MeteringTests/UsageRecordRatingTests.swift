import Billing
import Metering
import Testing

@Suite("Rating of usage records")
struct UsageRecordRatingTests {
  private let allocated = Meter(id: "gpu", measure: .gpuMilliseconds, billed: .charge, providers: nil)
  private let used = Meter(id: "hours", measure: .gpuHoursUsed, billed: .quantity, providers: nil)

  private func catalog(_ schedule: PriceSchedule) throws -> Catalog {
    let price = Price(
      id: "p", meterID: "gpu", projectIDs: nil, hardwareTiers: nil,
      currency: try #require(Currency(code: "USD")),
      effectiveFrom: UTCHour(index: 0), effectiveUntil: nil, schedule: schedule)
    let project = Project(
      id: "proj", customerID: "c", providers: [ProviderID("stripe")], verification: .required)
    return Catalog(
      version: "v", projects: [project], meters: [allocated, used], prices: [price], routes: [])
  }

  private func cell(milliseconds: Int128, hours: Int128 = 0) throws -> Cell {
    var sums = MeasureSums()
    (sums.gpuMilliseconds, sums.gpuHoursUsed) = (milliseconds, hours)
    let key = CellKey(
      hour: UTCHour(index: 494_000), projectID: "proj", hardwareTier: "h100", claim: "",
      currency: try #require(Currency(code: "USD")), providers: [])
    return Cell(key: key, sums: sums, eventCount: 1)
  }

  @Test("graduated tiers and an allowance in GPU hours are the same whatever the windows are")
  func graduated() throws {
    let schedule = PriceSchedule(
      tiers: [
        .init(upperSteps: 10 * 3_600_000, rate: try Rate(text: "3")),
        .init(upperSteps: nil, rate: try Rate(text: "2")),
      ], allowanceSteps: 3_600_000)
    for parts in [[20 * 3_600_000], [1, 3_599_999, 18 * 3_600_000 - 7, 3_600_007]] as [[Int128]] {
      var rating = ChargeRating(catalog: try catalog(schedule), progress: [:])
      var steps: Int128 = 0
      for part in parts {
        guard case .rated(let amount)? = rating.rate(try cell(milliseconds: part), meter: allocated)?.outcome
        else {
          Issue.record("not rated")
          return
        }
        steps += amount.money.steps
      }
      // 19 billable hours: 10 at 3 and 9 at 2.
      #expect(steps == 48_000_000_000)
    }
  }

  @Test("records are no outcome of zero, and outcomes no record of zero: neither waits for the other's price")
  func apart() throws {
    let flat = PriceSchedule(tiers: [.init(upperSteps: nil, rate: try Rate(text: "3"))])
    var rating = ChargeRating(catalog: try catalog(flat), progress: [:])
    #expect(rating.rate(try cell(milliseconds: 5), meter: used) == nil)
    #expect(rating.rate(try cell(milliseconds: 0, hours: 5), meter: allocated) == nil)
    #expect(rating.rate(try cell(milliseconds: 5), meter: allocated) != nil)
    let both = try #require(rating.rate(try cell(milliseconds: 5, hours: 5), meter: used))
    #expect(both.outcome == .held(.priceMissing, estimate: nil))
  }
}
