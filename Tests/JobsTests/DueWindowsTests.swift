import Billing
import Jobs
import Testing

@Suite("Which windows are due")
struct DueWindowsTests {
  private let day = UTCHour(index: 494_400).dayStart

  private func windows(
    after tableEnd: UTCHour? = nil, first: UTCHour? = nil, hours: Int64 = 24, until: UTCHour
  ) -> [BillingWindow] {
    DueWindows.windows(after: tableEnd, earliestEventHour: first, hours: hours, settledUntil: until)
  }

  @Test("Without a table and without events nothing is due")
  func nothing() { #expect(windows(until: day.adding(hours: 240)).isEmpty) }

  @Test("The first window is the whole day of the first event")
  func firstDay() {
    let found = windows(first: day.adding(hours: 13), until: day.adding(hours: 24))
    #expect(found == [BillingWindow(start: day, end: day.adding(hours: 24))])
  }

  @Test("A window is due once its end is settled, not an hour before")
  func settled() {
    #expect(windows(after: day, until: day.adding(hours: 23)).isEmpty)
    #expect(windows(after: day, until: day.adding(hours: 24)).count == 1)
  }

  @Test("Three missed nights are four windows (case 16)")
  func missedNights() {
    let found = windows(after: day, until: day.adding(hours: 4 * 24 + 5))
    #expect(found.map(\.start) == (0..<4).map { day.adding(hours: 24 * $0) })
  }

  @Test("After hourly windows, the first nightly one is what is left of the day")
  func shortenedDay() {
    let found = windows(after: day.adding(hours: 7), until: day.adding(hours: 48))
    #expect(found.map(\.start) == [day.adding(hours: 7), day.adding(hours: 24)])
    #expect(found.map(\.end) == [day.adding(hours: 24), day.adding(hours: 48)])
  }

  @Test("Jobs of both lengths in any order leave no hole and no overlap")
  func mixed() {
    var tableEnd: UTCHour?
    var sealed: [BillingWindow] = []
    let first = day.adding(hours: 3)
    for (hours, until) in [(1, 5), (24, 20), (24, 26), (1, 25), (24, 71), (1, 72), (24, 200)] {
      let found = windows(
        after: tableEnd, first: first, hours: Int64(hours), until: day.adding(hours: Int64(until)))
      sealed += found
      tableEnd = found.last?.end ?? tableEnd
      #expect(found.allSatisfy { $0.end <= day.adding(hours: Int64(until)) })
    }
    #expect(sealed.first?.start == first)
    for (left, right) in zip(sealed, sealed.dropFirst()) { #expect(left.end == right.start) }
    #expect(tableEnd == day.adding(hours: 192))
  }
}
