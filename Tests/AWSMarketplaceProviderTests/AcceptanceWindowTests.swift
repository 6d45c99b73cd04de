import Billing
import Testing

@testable import AWSMarketplaceProvider

@Suite("When AWS accepts an hour")
struct AcceptanceWindowTests {
  @Test(
    "an hour is accepted once it is over, for 24 hours, and a month until 06:00 on the first",
    arguments: [
      ("2026-11-21T10", "2026-11-21T10:59:59Z", AcceptanceWindow.Standing.notOver),
      ("2026-11-21T10", "2026-11-21T11:00:00Z", .open),
      ("2026-11-21T10", "2026-11-22T09:59:59Z", .open),
      ("2026-11-21T10", "2026-11-22T10:00:00Z", .closed),
      ("2026-10-31T23", "2026-11-01T05:59:59Z", .open),
      ("2026-10-31T23", "2026-11-01T06:00:00Z", .closed),
      ("2026-10-31T06", "2026-11-01T05:59:59Z", .open),
      ("2026-10-31T06", "2026-11-01T06:00:00Z", .closed),
      ("2026-10-31T00", "2026-10-31T23:59:59Z", .open),
      ("2026-10-31T00", "2026-11-01T00:00:00Z", .inGrace),
      ("2026-10-31T00", "2026-11-01T05:00:00Z", .inGrace),
      ("2026-10-31T00", "2026-11-01T06:00:00Z", .closed),
      ("2026-10-30T23", "2026-10-31T22:59:59Z", .open),
      ("2026-10-30T23", "2026-10-31T23:00:00Z", .closed),
      ("2028-02-29T22", "2028-03-01T05:59:59Z", .open),
      ("2026-12-31T23", "2027-01-01T06:00:00Z", .closed),
    ])
  func standing(start: String, now: String, expected: AcceptanceWindow.Standing) {
    #expect(AcceptanceWindow().standing(of: hour(start), at: instant(now)) == expected)
  }

  @Test(
    "the deadline is the last second that is accepted",
    arguments: [
      ("2026-11-21T10", "2026-11-22T09:59:59Z"), ("2026-10-31T23", "2026-11-01T05:59:59Z"),
      ("2026-10-31T00", "2026-11-01T05:59:59Z"), ("2026-10-30T23", "2026-10-31T22:59:59Z"),
    ])
  func deadline(start: String, expected: String) {
    let window = AcceptanceWindow()
    let deadline = window.deadline(for: hour(start))
    #expect(deadline == instant(expected))
    #expect(window.standing(of: hour(start), at: deadline) != .closed)
    #expect(window.standing(of: hour(start), at: deadline.adding(seconds: 1)) == .closed)
  }

  @Test("without the grace an hour of the last day ends with its window")
  func noGrace() {
    let window = AcceptanceWindow(usesMonthEndGrace: false)
    #expect(window.deadline(for: hour("2026-10-31T00")) == instant("2026-10-31T23:59:59Z"))
    #expect(window.deadline(for: hour("2026-10-31T23")) == instant("2026-11-01T05:59:59Z"))
  }

  @Test("a shorter window is a matter of configuration")
  func sixHours() {
    let window = AcceptanceWindow(hours: 6, usesMonthEndGrace: false)
    #expect(window.deadline(for: hour("2026-11-21T10")) == instant("2026-11-21T15:59:59Z"))
  }
}
