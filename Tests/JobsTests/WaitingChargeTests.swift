import Billing
import Jobs
import Testing

@Suite("Charges that wait while the catalog's targets change")
struct WaitingChargeTests {
  /// Usage of one project that goes to both targets.
  private func office(_ change: (inout CatalogDraft) -> Void) throws -> Office {
    let office = try Office()
    office.catalog.projects["proj-1"] = ["first", "second"]
    change(&office.catalog)
    office.post(UsageDraft("one"))
    try office.run()
    return office
  }

  /// The next night under another catalog.
  @discardableResult
  private func nextNight(
    _ office: Office, _ version: String, _ change: (inout CatalogDraft) -> Void
  ) throws -> RunResults {
    office.catalog.version = version
    change(&office.catalog)
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    return try office.run()
  }

  private func counted(_ office: Office) -> [Int128] {
    [office.first, office.second].map { $0.counted.values.reduce(0, +) }
  }

  @Test("A target taken from the project gets nothing of what waited; the other gets all of it, once")
  func narrowed() throws {
    let office = try office { $0.unmappedTiers = ["h100"] }
    let results = try nextNight(office, "2") {
      $0.projects["proj-1"] = ["first"]
      $0.unmappedTiers = []
    }
    #expect(counted(office) == [2, 0])
    #expect(results.standing.charges.isEmpty)
    #expect(results.exitStatus == .done)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("A target that has its charge is not charged again when the one that waits is taken away (I7)")
  func settledAndNarrowed() throws {
    let office = try office { $0.unconfigured = ["second"] }
    #expect(counted(office) == [2, 0])
    let results = try nextNight(office, "2") { $0.projects["proj-1"] = ["first"] }
    #expect(try office.items().count == 1)
    #expect(counted(office) == [2, 0])
    #expect(results.standing.charges.isEmpty)
    #expect(results.exitStatus == .done)
    #expect(results.audit.broken.isEmpty)
  }

  @Test(
    "A target that has its charge is not charged again when the one that waits gets its configuration (I7)")
  func settledAndConfigured() throws {
    let office = try office { $0.unconfigured = ["second"] }
    let results = try nextNight(office, "2") { $0.unconfigured = [] }
    #expect(try office.items().count == 2)
    #expect(counted(office) == [2, 2])
    #expect(results.exitStatus == .done)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("While the catalog has no such project or meter, what waits goes on waiting, and is not lost")
  func projectTakenAway() throws {
    let office = try office { $0.unmappedTiers = ["h100"] }
    let without = try nextNight(office, "2") { $0.projects["proj-1"] = nil }
    #expect(without.standing.charges.map(\.reason) == ["dimension_unmapped", "dimension_unmapped"])
    #expect(without.exitStatus == .partial)
    try nextNight(office, "3") {
      $0.projects["proj-1"] = ["first", "second"]
      $0.unmappedTiers = []
    }
    #expect(counted(office) == [2, 2])
  }
}
