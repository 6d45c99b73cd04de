import Billing
import Dispatching
import Testing

@Suite("What may be sent again of a series in doubt since a restore")
struct RestoredSeriesRulesTests {
  private static let hour = UTCHour(index: 490_000)
  private static let hours = BillingWindow(start: hour.adding(hours: -24), end: hour.adding(hours: 9))

  private static func item(
    _ hourOffset: Int64, _ valueText: String, _ state: DispatchState = .unknown, revision: Int = 0
  ) throws -> DispatchItem {
    DispatchItem(
      id: "i-\(hourOffset)-\(revision)",
      bucket: BucketKey(
        provider: ProviderID("stripe"), series: "s", start: hour.adding(hours: hourOffset), hours: 1),
      revision: revision, units: 1, valueText: valueText, money: .zero(try #require(Currency(code: "USD"))),
      payload: FrozenPayload(bytes: [], digest: "", batchKey: ""), address: [:], sealID: 1,
      deadlineAt: hour.start, progress: DispatchProgress(state: state, attemptCount: 1))
  }

  private static func history(_ items: [DispatchItem], changedAt: Instant? = nil) -> SeriesHistory {
    SeriesHistory(items: items, lastChangedAt: changedAt)
  }

  private static func finding(
    _ items: [DispatchItem], counted: Set<String> = [], _ text: String,
    _ accumulation: Route.Accumulation = .delta
  ) -> RestoredSeriesRules.Finding {
    RestoredSeriesRules.finding(
      history(items), counted: counted, total: UnknownRulesTests.total(text, accumulation), hours: hours)
  }

  @Test("a series is asked about only after three quiet hours in which nothing of it is in flight")
  func quiet() throws {
    let now = Instant(epochSeconds: 1_790_000_000)
    let items = [try Self.item(0, "1"), try Self.item(1, "1", .parked)]
    let young = Self.history(items, changedAt: now.adding(seconds: 1 - 3 * 3_600))
    #expect(RestoredSeriesRules.reasonToWait(young, now: now) != nil)
    let quiet = Self.history(items, changedAt: now.adding(seconds: -3 * 3_600))
    #expect(RestoredSeriesRules.reasonToWait(quiet, now: now) == nil)
    let busy = Self.history([try Self.item(0, "1", .inFlight)], changedAt: now.adding(seconds: -90_000))
    #expect(RestoredSeriesRules.reasonToWait(busy, now: now)?.contains("in flight") == true)
  }

  @Test("something may be sent only while the target counts exactly what is delivered in the whole series")
  func deltas() throws {
    let items = [
      try Self.item(0, "1.5", .delivered), try Self.item(1, "1"), try Self.item(2, "2", .parked),
      try Self.item(3, "9", .rejected), try Self.item(4, "4", .planned),
    ]
    #expect(Self.finding(items, "1.5") == .explained)
    #expect(Self.finding(items, counted: ["i-1-0"], "2.5") == .explained)
    for text in ["2.5", "1", "two"] {
      guard case .unexplained(let reason) = Self.finding(items, text) else {
        Issue.record("\(text) explains the series")
        continue
      }
      #expect(reason.contains("series"))
    }
  }

  @Test("running totals: of each hour only the last one delivered stands")
  func totals() throws {
    let items = [
      try Self.item(0, "2", .delivered), try Self.item(0, "5", .delivered, revision: 1),
      try Self.item(1, "3", .delivered), try Self.item(2, "1"),
    ]
    #expect(Self.finding(items, "8", .total) == .explained)
    #expect(Self.finding(items, "10", .total) != .explained)
  }

  @Test("without a total nothing of the series is sent")
  func silent() throws {
    let history = Self.history([try Self.item(0, "1")])
    for total in [BucketTotal.deduplicated, .unanswerable(reason: "mute"), .unreachable(reason: "down")] {
      #expect(RestoredSeriesRules.finding(history, counted: [], total: total, hours: Self.hours) == .wait)
    }
  }

  @Test("the hours asked about reach as far back as the target accepts usage, and to the end of every bucket")
  func range() throws {
    let items = [try Self.item(3, "1"), try Self.item(7, "1")]
    let before = Self.hour.adding(hours: 8)
    let asked = RestoredSeriesRules.hours(Self.history(items), before: before, acceptedSeconds: 35 * 86_400)
    #expect(asked.start == Self.hour.adding(hours: 3 - 35 * 24) && asked.end == before)
    let day = BucketKey(provider: ProviderID("stripe"), series: "s", start: Self.hour.dayStart, hours: 24)
    #expect(day.window.end == Self.hour.dayStart.adding(hours: 24))
  }
}
