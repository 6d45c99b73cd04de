import Billing
import Metering
import Testing

@Suite("Terms of a price that began a month otherwise")
struct PriceChangeTests {
  private let hour: Int128 = 1_000_000_000_000
  private let meter = Meter(id: "m", measure: .gpuHoursUsed, billed: .charge, providers: nil)

  /// A price of two dollars an hour with a minimum, or a flat one.
  private func catalog(minimum dollars: Int128?, id: String = "p", kept: Bool = false) throws -> Catalog {
    let dollar = try #require(Currency(code: "USD"))
    let price = Price(
      id: id, meterID: "m", projectIDs: kept ? ["a"] : nil, hardwareTiers: nil, currency: dollar,
      effectiveFrom: UTCHour(index: 0), effectiveUntil: nil,
      schedule: PriceSchedule(
        tiers: [.init(upperSteps: nil, rate: try Rate(text: "2"))],
        minimum: dollars.map { Money(steps: $0 * 1_000_000_000, currency: dollar) }))
    let earlier = kept ? try catalog(minimum: 100).prices : []
    return Catalog(version: "v", projects: [], meters: [meter], prices: earlier + [price], routes: [])
  }

  private func key(_ hour: UTCHour, project: String = "a") throws -> CellKey {
    CellKey(
      hour: hour, projectID: project, hardwareTier: "h100", claim: "",
      currency: try #require(Currency(code: "USD")), providers: [])
  }

  private func november() throws -> UTCHour { try #require(Instant(text: "2026-11-20T00:00:00Z")).hour }

  /// The progress of a month that began with a minimum of 100 USD.
  private func begun() throws -> [RatingSeries: RatingProgress] {
    var rating = Rating(catalog: try catalog(minimum: 100), progress: [:])
    #expect(try rating.rate(try key(november()), meter: meter, steps: hour).money.text == "100")
    return rating.progress
  }

  @Test("I2: other terms hold the usage, and neither a charge nor an estimate moves the month")
  func held() throws {
    let progress = try begun()
    var rating = Rating(catalog: try catalog(minimum: 1), progress: progress)
    #expect(throws: HoldReason.priceChanged) {
      try rating.rate(try key(november()), meter: meter, steps: hour)
    }
    #expect(throws: HoldReason.priceChanged) {
      try rating.estimate(try key(november()), meter: meter, steps: hour)
    }
    #expect(rating.progress == progress)
    #expect(rating.movedSeries.isEmpty)
  }

  @Test(
    "a new id, or a narrower price, in a running month does not grant its minimum again: the usage is held")
  func takenOver() throws {
    for kept in [false, true] {
      let renamed = try catalog(minimum: 100, id: "q", kept: kept)
      var rating = Rating(catalog: renamed, progress: try begun())
      #expect(throws: HoldReason.priceChanged) {
        try rating.rate(try key(november()), meter: meter, steps: hour)
      }
      let december = try november().monthEnd
      #expect(try rating.rate(try key(december), meter: meter, steps: hour).money.text == "100")
    }
    let flat = try catalog(minimum: nil, id: "q", kept: true)
    var rating = Rating(catalog: flat, progress: try begun())
    #expect(throws: HoldReason.priceChanged) {
      try rating.rate(try key(november()), meter: meter, steps: hour)
    }
  }

  @Test("the money at risk of usage that is held does not count the month's minimum for every charge")
  func estimates() throws {
    let rating = Rating(catalog: try catalog(minimum: 100), progress: [:])
    #expect(try rating.estimate(try key(november()), meter: meter, steps: 3 * hour).money.text == "6")
    let begun = Rating(catalog: try catalog(minimum: 100), progress: try begun())
    #expect(try begun.estimate(try key(november()), meter: meter, steps: 3 * hour).money.text == "6")
  }

  @Test("the terms that the month began with go on where it stands")
  func sameTerms() throws {
    var rating = Rating(catalog: try catalog(minimum: 100), progress: try begun())
    let charges = try [9, 40, 10].map {
      try rating.rate(try key(november()), meter: meter, steps: $0 * hour).money.text
    }
    #expect(charges == ["0", "0", "20"])
  }

  @Test("another month and another project begin with the terms as they are")
  func others() throws {
    var rating = Rating(catalog: try catalog(minimum: 1), progress: try begun())
    let december = try november().monthEnd
    #expect(try rating.rate(try key(december), meter: meter, steps: hour).money.text == "2")
    #expect(try rating.rate(try key(november(), project: "b"), meter: meter, steps: hour).money.text == "2")
  }

  @Test("a price that became flat costs its rate, and takes nothing back")
  func becameFlat() throws {
    var rating = Rating(catalog: try catalog(minimum: nil), progress: try begun())
    #expect(try rating.rate(try key(november()), meter: meter, steps: hour).money.text == "2")
  }
}
