import Billing
import Jobs
import Testing

@Suite("Usage from before billing starts")
struct BillingStartTests {
  private let start = UsageDraft("").hour

  private func office() throws -> Office {
    let office = try Office()
    office.billingStarts = start
    return office
  }

  @Test("The hour that billing starts with is charged, the one before it is not")
  func edge() throws {
    let office = try office()
    office.post(
      UsageDraft("before").with {
        $0.hour = start.adding(hours: -1)
        $0.gpuHours = "7"
      }, UsageDraft("first"))
    #expect(try office.run().exitStatus == .done)
    #expect(try office.items().map(\.bucket.start) == [start])
    #expect(office.first.counted.values.reduce(0, +) == 2)
  }

  @Test(
    "Arriving late it is sealed without a charge, whatever the target does with late usage",
    arguments: [Route.LatePolicy.sameBucket, .openHour])
  func late(policy: Route.LatePolicy) throws {
    let office = try office()
    office.catalog.latePolicy = policy
    office.post(UsageDraft("first"))
    try office.run()
    office.post(UsageDraft("before").with { $0.hour = start.adding(hours: -30) })
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    let results = try office.run()
    #expect(results.seals.map(\.cellCount) == [1])
    #expect(results.seals.map(\.plannedCount) == [0])
    #expect(results.seals.map(\.cellCountBeforeBilling) == [1])
    #expect(results.exitStatus == .done)
    #expect(results.audit.broken.isEmpty)
    #expect(try office.items().count == 1)
  }

  @Test("It makes no debt of an unknown project, and starts no month's minimum")
  func noDebt() throws {
    let office = try office()
    office.catalog.billed = .charge
    office.catalog.schedule = PriceSchedule(
      tiers: [.init(upperSteps: nil, rate: try Rate(text: "2"))], allowanceSteps: 3_000_000_000_000)
    office.post(
      UsageDraft("stranger").with {
        $0.project = "proj-3"
        $0.hour = start.adding(hours: -2)
      },
      UsageDraft("before").with { $0.hour = start.adding(hours: -1) }, UsageDraft("first"))
    let results = try office.run()
    #expect(results.standing.charges.isEmpty)
    #expect(results.exitStatus == .done)
    #expect(office.first.counted.isEmpty, "the allowance of three hours is not used up by what came before")
  }

  @Test("Windows begin with the day billing starts, however old the first event is")
  func firstWindow() throws {
    let office = try office()
    office.post(
      UsageDraft("old").with { $0.hour = start.adding(hours: -24 * 400) }, UsageDraft("first"))
    let results = try office.run()
    #expect(results.seals.map(\.window.text) == ["2026-11-20"])
    #expect(results.seals.map(\.cellCount) == [2])
    #expect(results.standing.sealedThrough?.text == "2026-11-21T00")
  }
}
