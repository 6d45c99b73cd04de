import Billing
import Jobs
import Testing

@Suite("Every sealed unit is in exactly one named state")
struct ConservationTests {
  /// Usage of eight hours, 2.4 GPU hours each, and of one tier that has no route.
  private func office() throws -> Office {
    let office = try Office()
    office.catalog.unmappedTiers = ["a100"]
    office.post(
      (0..<8).map { index in
        UsageDraft("use-\(index)").with {
          $0.hour = $0.hour.adding(hours: -Int64(index))
          $0.gpuHours = "2.4"
        }
      } + [UsageDraft("unmapped").with { $0.hardwareTier = "a100" }])
    return office
  }

  @Test("I3: whatever becomes of items, their units and the carry are what was sealed, to the last digit")
  func everyState() throws {
    let office = try office()
    office.first.claimRule = ClaimRule(itemCountMax: 1, isExclusiveBySeries: false, sharesBatchKey: false)
    let answers: [ItemAnswer?] = [
      nil, .rejected(detail: "no"), .parked(detail: "no such customer"), .conflicting(detail: "7"),
      .countedOtherwise(detail: "live mode"), .refusedForNow(detail: "busy", retryAfterSeconds: nil),
      .ambiguous(detail: "lost", needsNewGeneration: false, retryAfterSeconds: nil),
      .closed(detail: "archived", closure: nil),
    ]
    office.first.answer = { item in answers[Int(UsageDraft("").hour.index - item.bucket.start.index)] }
    let results = try office.run(.nightly(attemptCountMax: 1))
    #expect(
      try office.states() == [
        .delivered: 1, .rejected: 2, .parked: 1, .unknown: 1, .inFlight: 2, .deferred: 1,
      ])
    #expect(try office.items().reduce(0) { $0 + $1.units } == 19, "8 x 2.4 are 19 units and a carry of 0.2")
    #expect(results.standing.charges.map(\.count) == [1])
    #expect(results.audit.broken.isEmpty)
    office.first.answer = { _ in nil }
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    office.post(
      UsageDraft("rest").with {
        $0.hour = $0.hour.adding(hours: 20)
        $0.gpuHours = "0.8"
      })
    let next = try office.run()
    #expect(try office.items().reduce(0) { $0 + $1.units } == 20, "and nothing is carried any more")
    #expect(next.audit.broken.isEmpty)
  }

  @Test("I4: the same usage in hourly windows, a nightly one, or both in turn is the same units")
  func windowLengths() throws {
    let totals = try [[Int64(24)], [1], [1, 24]].map { lengths in
      let office = try office()
      let sources = office.sources
      for (index, hours) in lengths.enumerated() {
        office.clock.instant =
          index == 0 && lengths.count > 1
          ? ManualClock.night.adding(seconds: -6 * 3_600) : ManualClock.night
        office.sources = sources
        try office.run(.nightly(hours: hours))
      }
      return office.first.counted.values.reduce(0, +)
    }
    #expect(totals == [19, 19, 19])
  }
}
