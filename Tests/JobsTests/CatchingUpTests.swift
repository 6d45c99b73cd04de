import Billing
import Jobs
import StrictJSON
import Testing

@Suite("Windows that are due and more than one run seals")
struct CatchingUpTests {
  /// Usage of so many days in a row, one hour each, up to the day before the night.
  private func office(days: Int64) throws -> Office {
    let office = try Office()
    office.post(
      (0..<days).map { day in
        UsageDraft("use-\(day)").with { $0.hour = $0.hour.adding(hours: -24 * day) }
      })
    return office
  }

  @Test("A run that leaves windows due says how many and ends with 3, until the last is sealed (case 16)")
  func windowsStillDue() throws {
    let office = try office(days: 4)
    var dueCounts: [Int] = []
    var statuses: [Jobs.ExitStatus] = []
    for _ in 0..<4 {
      let results = try office.run(.nightly(windowCountMax: 1))
      #expect(results.seals.filter { $0.cellCount > 0 }.count == 1)
      dueCounts.append(results.dueWindowCount)
      statuses.append(results.exitStatus)
      #expect(results.json["windows_still_due"]?.number == "\(results.dueWindowCount)")
    }
    #expect(dueCounts == [3, 2, 1, 0])
    #expect(statuses == [.partial, .partial, .partial, .done])
    #expect(try office.items().map(\.bucket.start.text) == (17...20).map { "2026-11-\($0)T21" })
  }

  @Test("Windows without usage do not count against the bound")
  func emptyWindows() throws {
    let office = try Office()
    office.post(
      UsageDraft("old").with { $0.hour = $0.hour.adding(hours: -24 * 10) }, UsageDraft("new"))
    let first = try office.run(.nightly(windowCountMax: 1))
    #expect(first.seals.count == 1)
    let second = try office.run(.nightly(windowCountMax: 1))
    #expect(second.seals.count == 10)
    #expect(second.dueWindowCount == 0)
    #expect(second.exitStatus == .done)
  }

  @Test("A rehearsal names what is due as the run would, and ends with 3")
  func rehearsed() throws {
    let office = try office(days: 3)
    office.sources = []
    office.post(UsageDraft("use"))
    try office.run(.nightly(windowCountMax: 1))
    office.clock.instant = office.clock.instant.adding(seconds: 3 * 86_400)
    let rehearsal = try office.rehearse(.nightly(windowCountMax: 1))
    #expect(rehearsal.dueWindowCount == 3)
    #expect(rehearsal.exitStatus == .partial)
    #expect(try office.run(.nightly(windowCountMax: 1)).dueWindowCount == 0)
  }
}
