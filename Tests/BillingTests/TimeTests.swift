import Billing
import Testing

@Suite("Instants, hours and windows")
struct TimeTests {
  @Test(
    "RFC 3339 is read to the microsecond and written in UTC",
    arguments: [
      ("2026-11-17T20:39:01.095074+00:00", "2026-11-17T20:39:01.095074Z"),
      ("2026-11-17T20:39:01-05:30", "2026-11-18T02:09:01Z"),
      ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
      ("2024-02-29t00:00:00z", "2024-02-29T00:00:00Z"),
      ("2026-01-01 00:00:00.123456789Z", "2026-01-01T00:00:00.123456Z"),
      ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
    ])
  func reads(text: String, utc: String) throws {
    #expect(try #require(Instant(text: text)).text == utc)
  }

  @Test(
    "what names no instant is refused",
    arguments: [
      "2026-11-17T20:39:01", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-17",
      "2026-11-17T24:00:00Z",
      "2026-11-17T20:39:01.Z", "2026-11-17T20:39:01.1234567890Z", "2026-11-17T20:39:01+00:60",
      "20261117T203901Z", "", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:00-00:01",
    ])
  func refuses(text: String) { #expect(Instant(text: text) == nil) }

  @Test("an hour of the last microsecond is still that hour")
  func hourEdges() throws {
    let last = try #require(Instant(text: "2026-10-31T23:59:59.999999Z"))
    #expect(last.hour.text == "2026-10-31T23")
    #expect(last.hour.monthStart.text == "2026-10-01T00")
    #expect(last.hour.monthEnd.text == "2026-11-01T00")
    #expect(UTCHour(index: -1).text == "1969-12-31T23")
    #expect(Instant(microseconds: .min).hour.index == -2_562_047_789, "no number is beyond reading")
  }

  @Test(
    "--window takes a day, an hour, a month, a range and previous",
    arguments: [
      ("2026-11-20", "2026-11-20T00", 24), ("2026-11-20T03", "2026-11-20T03", 1),
      ("2026-11-20T03Z", "2026-11-20T03", 1),
      ("2026-02", "2026-02-01T00", 672), ("2026-11-19/2026-11-21", "2026-11-19T00", 48),
      ("2026-11-19T22/2026-11-20T02", "2026-11-19T22", 4), ("previous", "2026-11-20T00", 24),
    ])
  func windows(text: String, start: String, hourCount: Int64) throws {
    let now = try #require(Instant(text: "2026-11-21T01:15:00Z"))
    let window = try #require(BillingWindow(text: text, now: now))
    #expect(window.start.text == start)
    #expect(window.hourCount == hourCount)
  }

  @Test(
    "other windows are refused",
    arguments: ["", "2026", "2026-11-20/2026-11-20", "b/a", "2026-11-31", "today", "1/2/3"])
  func refusedWindows(text: String) throws {
    let now = try #require(Instant(text: "2026-11-21T01:15:00Z"))
    #expect(BillingWindow(text: text, now: now) == nil)
  }
}
