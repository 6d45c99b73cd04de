import Billing
import Foundation
import Jobs
import Testing

/// Whole GPU hours are sent, and the rest below one is carried from hour to hour.
@Suite("A series whose carry was split otherwise before the ledger was lost (I1)")
struct RestoredSeriesTests {
  /// 2026-11-21T05.
  private static let hour = ManualClock.night.hour.adding(hours: 4)

  private static func usage(_ usageID: String, _ gpuHours: String, hoursLater: Int64 = 0) -> UsageDraft {
    UsageDraft(usageID).with {
      $0.gpuHours = gpuHours
      $0.hour = hour.adding(hours: hoursLater)
    }
  }

  /// An office at 2026-11-22T01:15 whose ledger is the one it had a day before; since then it sent the usage given.
  private func restored(_ lost: UsageDraft..., bucketHours: Int64 = 1) throws -> Office {
    let office = try Office()
    office.catalog.bucketHours = bucketHours
    office.witness = MemoryWitness()
    office.post(UsageDraft("use-0").with { $0.project = "proj-2" })
    try office.run()
    let copy = try office.copy()
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    if !lost.isEmpty {
      office.post(lost)
      try office.run()
      office.sources.removeLast()
    }
    try office.restore(copy)
    try office.recover()
    return office
  }

  private func item(_ office: Office) throws -> DispatchItem {
    try #require(try office.items().first { $0.bucket.provider == office.first.id })
  }

  @Test("a unit that the lost part sent in a later hour is not sent in an earlier one, and the item says why")
  func otherHour() throws {
    let (early, late) = (Self.usage("a", "0.6"), Self.usage("b", "0.5", hoursLater: 2))
    let office = try restored(early, late)
    #expect(office.first.submitted.count == 1)
    office.post(early, late)
    office.post(Self.usage("c", "0.7", hoursLater: 1))
    for _ in 0..<3 {
      try office.run()
      office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
    }
    let item = try item(office)
    #expect(item.bucket.start == Self.hour.adding(hours: 1) && item.progress.state == .unknown)
    #expect(item.progress.reason.contains("whole series"))
    #expect(office.first.submitted.count == 1, "1 of 1.8 hours is counted already")
    #expect(try office.decide(.counted, item.id).get() == .delivered)
    #expect(try office.run().exitStatus == .done)
    #expect(office.first.submitted.count == 1)
  }

  @Test("what no part of the series was sent of is sent once the series is quiet, and counted once")
  func neverSent() throws {
    let office = try restored()
    office.post(Self.usage("a", "0.6"), Self.usage("b", "0.5", hoursLater: 2))
    try office.run()
    #expect(try item(office).progress.state == .unknown)
    office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
    #expect(try office.run().exitStatus == .done)
    #expect(office.first.counted.count == 1 && office.first.submitted.count == 1)
  }

  @Test("several hours are decided together: those counted are delivered, the others sent in the same run")
  func together() throws {
    let (first, second) = (Self.usage("a", "2"), Self.usage("b", "3", hoursLater: 1))
    let office = try restored(first)
    office.post(first, second)
    try office.run()
    office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
    let results = try office.run()
    #expect(results.exitStatus == .done)
    #expect(office.first.counted.values.sorted() == [2, 3])
    #expect(office.first.submitted.count == 2)
  }

  @Test("the rest of usage before the restore completes no unit with usage after it")
  func pastRestore() throws {
    let (early, missing) = (Self.usage("a", "0.6"), Self.usage("b", "0.7", hoursLater: 1))
    let office = try restored(early, missing)
    office.post(early)
    try office.run()
    office.post(Self.usage("d", "0.5", hoursLater: 24))
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    #expect(try office.run().exitStatus == .done)
    #expect(office.first.submitted.count == 1, "1 of 1.8 hours is counted already")
    office.post(missing)
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    try office.run()
    office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
    #expect(try office.run().exitStatus == .done)
    #expect(try item(office).progress.state == .delivered)
    #expect(office.first.submitted.count == 1)
  }

  @Test("the bucket of the day in which the ledger was restored is decided by the whole series too")
  func dayOfRestore() throws {
    let (early, missing) = (Self.usage("a", "0.6"), Self.usage("b", "0.7", hoursLater: 1))
    let office = try restored(early, missing, bucketHours: 24)
    #expect(office.first.submitted.count == 1, "1 of 1.3 hours, in the bucket of the 21st")
    office.post(early, Self.usage("d", "0.5", hoursLater: 19))
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    for _ in 0..<2 {
      try office.run()
      office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
    }
    let item = try item(office)
    #expect(item.bucket.start.text == "2026-11-22T00" && item.progress.state == .unknown)
    #expect(item.progress.reason.contains("whole series"))
    #expect(
      office.first.submitted.count == 1, "1 of 1.8 hours is counted already, though none in this bucket")
  }
}
