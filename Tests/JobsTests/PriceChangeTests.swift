import Billing
import Jobs
import Testing

@Suite("A price edited in place while its month runs")
struct PriceChangeTests {
  /// One hour's rate of two dollars, under a minimum for the month.
  private func schedule(minimum dollars: Int128) throws -> PriceSchedule {
    PriceSchedule(
      tiers: [.init(upperSteps: nil, rate: try Rate(text: "2"))],
      minimum: Money(steps: dollars * 1_000_000_000, currency: try #require(Currency(code: "USD"))))
  }

  /// An office whose month has begun: its minimum of 100 USD is delivered.
  private func office() throws -> Office {
    let office = try Office()
    office.catalog.billed = .charge
    office.catalog.schedule = try schedule(minimum: 100)
    office.post(UsageDraft("one"))
    #expect(try office.run().exitStatus == .done)
    #expect(cents(office) == 10_000)
    return office
  }

  private func cents(_ office: Office) -> Int128 { office.first.counted.values.reduce(0, +) }

  /// The next night, with usage of the day before.
  private func nextNight(_ office: Office, _ usageID: String) throws -> RunResults {
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    office.post(UsageDraft(usageID).with { $0.hour = office.clock.instant.hour.adding(hours: -4) })
    return try office.run()
  }

  @Test("What is sealed is not priced again: later usage waits, and nothing is taken back (I2, case 12)")
  func heldUntilRestored() throws {
    let office = try office()
    office.catalog.version = "2"
    office.catalog.schedule = try schedule(minimum: 1)
    let changed = try nextNight(office, "two")
    #expect(changed.standing.charges.map(\.reason) == ["price_changed"])
    #expect(changed.exitStatus == .partial)
    #expect(try office.items().count == 1)
    #expect(cents(office) == 10_000)
    office.catalog.version = "3"
    office.catalog.schedule = try schedule(minimum: 100)
    let restored = try nextNight(office, "three")
    #expect(restored.exitStatus == .done)
    #expect(cents(office) == 10_000, "12 USD of use lie within the minimum")
    #expect(restored.audit.broken.isEmpty)
  }

  @Test("The next month begins with the new terms, while the month before keeps its own")
  func nextMonth() throws {
    let office = try office()
    office.catalog.version = "2"
    office.catalog.schedule = try schedule(minimum: 30)
    let december = try #require(Instant(text: "2026-12-02T01:15:00Z"))
    office.clock.instant = december
    office.post(
      UsageDraft("december").with { $0.hour = december.hour.adding(hours: -4) }, UsageDraft("late"))
    let results = try office.run()
    #expect(results.standing.charges.map(\.reason) == ["price_changed"], "the late usage of November")
    #expect(cents(office) == 13_000)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("A flat price may change at any time: only what is sealed later costs the new price")
  func flat() throws {
    let office = try Office()
    office.catalog.billed = .charge
    office.post(UsageDraft("one"))
    try office.run()
    #expect(cents(office) == 400)
    office.catalog.version = "2"
    office.catalog.schedule = PriceSchedule(tiers: [.init(upperSteps: nil, rate: try Rate(text: "3"))])
    #expect(try nextNight(office, "two").exitStatus == .done)
    #expect(cents(office) == 1_000)
  }
}
