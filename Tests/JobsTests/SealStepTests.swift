import Billing
import Jobs
import Testing

@Suite("The seal step")
struct SealStepTests {
  @Test("Late events go into the next seal: a revision of their bucket where the provider adds up")
  func lateEvents() throws {
    let office = try Office()
    office.post(UsageDraft("one"))
    try office.run()
    office.post(UsageDraft("late").with { $0.gpuHours = "3" })
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    let results = try office.run()
    #expect(results.seals.map(\.cellCount) == [1])
    let items = try office.items()
    #expect(items.map(\.revision) == [0, 1])
    #expect(items.map(\.units) == [2, 3])
    #expect(Set(items.map(\.id)).count == 2)
    #expect(office.first.counted.values.reduce(0, +) == 5)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("Where the provider locks an hour, late events go into the window's last hour")
  func lateEventsInLockedHour() throws {
    let office = try Office()
    office.catalog.latePolicy = .openHour
    office.post(UsageDraft("one"))
    try office.run()
    office.post(UsageDraft("late"))
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    try office.run()
    let hours = try office.items().map(\.bucket.start.text)
    #expect(hours == ["2026-11-20T21", "2026-11-21T23"])
  }

  @Test("A provider that keeps totals is sent the new total, and an untried old one is superseded")
  func totals() throws {
    let office = try Office()
    office.catalog.accumulation = .total
    office.first.preparation = { _ in .closed(.credentialsMissing, state: .deferred, reason: "no key") }
    office.post(UsageDraft("one"))
    try office.run()
    office.post(UsageDraft("late").with { $0.gpuHours = "3" })
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    office.first.preparation = { _ in .ready(blocked: [:]) }
    let results = try office.run()
    #expect(try office.states() == [.superseded: 1, .delivered: 1])
    #expect(try office.items().last?.valueText == "5")
    #expect(office.first.submitted.count == 1)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("Parts of a unit are carried from window to window until they make one (case 18)")
  func carried() throws {
    let office = try Office()
    for index in 0..<5 {
      office.post(
        UsageDraft("use-\(index)").with {
          $0.gpuHours = "0.4"
          $0.hour = $0.hour.adding(hours: Int64(index - 4))
        })
    }
    let results = try office.run(.nightly(hours: 1))
    #expect(results.seals.count == 7)
    #expect(office.first.counted.values.reduce(0, +) == 2)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("Usage of a project nobody knows waits, and is planned once the catalog has it")
  func unknownProject() throws {
    let office = try Office()
    office.post(UsageDraft("one").with { $0.project = "proj-3" })
    let held = try office.run()
    #expect(held.standing.charges.map(\.reason) == ["project_unknown"])
    #expect(held.exitStatus == .partial)
    office.catalog = office.catalog.with {
      $0.version = "2"
      $0.projects["proj-3"] = ["first", "second"]
    }
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    let planned = try office.run()
    #expect(planned.exitStatus == .done)
    #expect(office.first.counted.values.reduce(0, +) == 2)
    #expect(office.second.counted.values.reduce(0, +) == 2)
    #expect(planned.audit.broken.isEmpty)
  }

  @Test(
    "Usage without a route waits, and is planned once; while the catalog is the same nothing is planned again"
  )
  func unmapped() throws {
    let office = try Office()
    office.catalog.unmappedTiers = ["a100"]
    office.post(UsageDraft("one").with { $0.hardwareTier = "a100" }, UsageDraft("two"))
    let held = try office.run()
    #expect(held.standing.charges.map(\.reason) == ["dimension_unmapped"])
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    #expect(try office.run().seals.map(\.plannedCount) == [0])
    office.catalog.version = "2"
    office.catalog.unmappedTiers = []
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    #expect(try office.run().seals.map(\.plannedCount) == [1])
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    let last = try office.run()
    #expect(last.seals.map(\.plannedCount) == [0])
    #expect(last.exitStatus == .done)
    #expect(office.first.counted.values.reduce(0, +) == 4)
    #expect(last.audit.broken.isEmpty)
  }

  @Test("Usage whose hours had closed waits, and goes into the next open hour, under the same catalog")
  func closedHour() throws {
    let office = try Office()
    office.catalog.latePolicy = .openHour
    office.first.acceptanceSeconds = 8 * 3_600
    office.post(UsageDraft("one"))
    office.clock.instant = ManualClock.night.adding(seconds: 10 * 3_600)
    let held = try office.run()
    #expect(held.standing.charges.map(\.reason) == ["hour_closed"])
    #expect(held.exitStatus == .partial)
    office.clock.instant = ManualClock.night.adding(seconds: 86_400)
    let results = try office.run()
    #expect(results.exitStatus == .done)
    #expect(try office.items().map(\.bucket.start.text) == ["2026-11-21T23"])
    #expect(office.first.counted.values.reduce(0, +) == 2)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("A project that names a target without configuration is skipped there, and sent elsewhere")
  func unconfigured() throws {
    let office = try Office()
    office.post(UsageDraft("one").with { $0.providers = #"["first","second"]"# })
    let results = try office.run()
    #expect(results.standing.charges.map(\.state) == [.skipped])
    #expect(office.first.counted.count == 1)
    #expect(office.second.submitted.isEmpty)
  }

  @Test("Usage from before billing starts is never charged")
  func beforeBillingStarts() throws {
    let office = try Office()
    office.billingStarts = ManualClock.night.hour.adding(hours: -4)
    office.post(UsageDraft("old").with { $0.hour = $0.hour.adding(hours: -1) }, UsageDraft("new"))
    let results = try office.run()
    #expect(office.first.counted.values.reduce(0, +) == 2)
    #expect(results.exitStatus == .done)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("A rehearsal seals nothing and says what a run would seal (I34)")
  func rehearsal() throws {
    let office = try Office()
    office.post(UsageDraft("one"))
    try office.run()
    office.post(UsageDraft("two").with { $0.hour = $0.hour.adding(hours: 20) })
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    let before = try office.items()
    let rehearsal = try office.rehearse()
    #expect(rehearsal.imports.map(\.tally.readCount) == [0, 1])
    #expect(rehearsal.importTally.postedCount == 0)
    #expect(rehearsal.seals.map(\.window.text) == ["2026-11-21"])
    #expect(try office.items() == before)
    #expect(try office.run().seals.map(\.window.text) == ["2026-11-21"])
  }
}
