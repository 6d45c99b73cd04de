import Billing
import Testing

@Suite("How pressing a debt is (I17)")
struct DebtAlarmTests {
  private static let hour = UTCHour(index: 498_700)
  /// The end of the usage's hour: what the time counts from.
  private static let start = hour.adding(hours: 1).start
  /// A thousand seconds in which the provider accepts it.
  private static let deadline = start.adding(seconds: 1_000)
  private static let dollar = Currency(code: "USD")
  private static let euro = Currency(code: "EUR")

  private static func debt(
    _ state: DispatchState = .planned, reference: String = "ag1_x", provider: String = "stripe",
    changedAt: Instant? = nil, money: Money? = nil, deadlineAt: Instant? = deadline
  ) -> Debt {
    Debt(
      reference: reference, provider: ProviderID(provider), state: state, reason: "", subject: "s",
      blockingItemID: nil, changedAt: changedAt, usageHour: hour, money: money, deadlineAt: deadlineAt,
      nextAttemptAt: nil, attemptCount: 0)
  }

  private static func after(_ microseconds: Int64, _ instant: Instant = start) -> Instant {
    Instant(microseconds: instant.microseconds + microseconds)
  }

  @Test(
    "half of the time, four fifths of it, and its end, to the microsecond",
    arguments: [
      (-3_600_000_000, nil), (0, nil), (499_999_999, nil), (500_000_000, .due), (799_999_999, .due),
      (800_000_000, .urgent), (1_000_000_000, .urgent), (1_000_000_001, .missed),
      (90_000_000_000_000, .missed),
    ] as [(Int64, DebtAlarm?)])
  func deadline(microseconds: Int64, expected: DebtAlarm?) {
    #expect(Self.debt().alarm(now: Self.after(microseconds)) == expected)
  }

  @Test(
    "what is unknown or parked is due after an hour and urgent after a day, to the microsecond",
    arguments: [
      (-1, nil), (0, nil), (3_599_999_999, nil), (3_600_000_000, .due), (86_399_999_999, .due),
      (86_400_000_000, .urgent), (86_400_000_000 * 400, .urgent),
    ] as [(Int64, DebtAlarm?)], [DispatchState.unknown, .parked])
  func doubt(edge: (microseconds: Int64, alarm: DebtAlarm?), state: DispatchState) {
    // Its deadline is years away.
    let debt = Self.debt(
      state, changedAt: Self.start, deadlineAt: Self.start.adding(seconds: 3_000 * 86_400))
    #expect(debt.alarm(now: Self.after(edge.microseconds)) == edge.alarm)
  }

  @Test(
    "no other state is a doubt, however long it has not changed",
    arguments: DispatchState.allCases.filter { $0 != .unknown && $0 != .parked })
  func noDoubt(state: DispatchState) {
    let debt = Self.debt(
      state, changedAt: Self.start, deadlineAt: Self.start.adding(seconds: 3_000 * 86_400))
    #expect(debt.alarm(now: Self.start.adding(seconds: 400 * 86_400)) == nil)
  }

  @Test("of doubt and deadline the more pressing one counts")
  func both() {
    let changed = Self.start.adding(seconds: -7_200)
    #expect(Self.debt(.unknown, changedAt: changed).alarm(now: Self.start) == .due)
    #expect(Self.debt(.unknown, changedAt: changed).alarm(now: Self.after(800_000_000)) == .urgent)
    #expect(Self.debt(.parked, changedAt: changed).alarm(now: Self.after(1_000_000_001)) == .missed)
    let old = Self.start.adding(seconds: -90_000)
    #expect(Self.debt(.parked, changedAt: old).alarm(now: Self.after(500_000_000)) == .urgent)
  }

  @Test("a charge that waits has neither deadline nor doubt, hence no alarm")
  func charge() {
    let debt = Self.debt(.held, deadlineAt: nil)
    #expect(debt.alarm(now: Self.start.adding(seconds: 400 * 86_400)) == nil)
  }

  @Test("alarms are ordered by how they press")
  func order() {
    #expect(DebtAlarm.allCases.sorted() == [.due, .urgent, .missed])
    #expect(max(DebtAlarm.due, .urgent) == .urgent && max(DebtAlarm.missed, .urgent) == .missed)
  }

  @Test("one line an alarm, most pressing first, with count, money of each currency and the first deadline")
  func lines() throws {
    let (dollar, euro) = (try #require(Self.dollar), try #require(Self.euro))
    let debts = [
      Self.debt(money: Money(steps: 1, currency: dollar), deadlineAt: Self.start.adding(seconds: 1_200)),
      Self.debt(money: Money(steps: 20, currency: dollar)),
      Self.debt(money: nil, deadlineAt: Self.start.adding(seconds: 100)),
      Self.debt(.held, money: Money(steps: 5_000, currency: dollar), deadlineAt: nil),
      Self.debt(money: Money(steps: 300, currency: euro), deadlineAt: Self.start.adding(seconds: 1_100)),
      Self.debt(deadlineAt: Self.start.adding(seconds: 90_000)),
    ]
    let lines = DebtAlarmLine.lines(of: debts, now: { _ in Self.start.adding(seconds: 600) })
    #expect(lines.map(\.alarm) == [.missed, .due])
    #expect(lines.map(\.count) == [1, 3])
    #expect(
      lines.map(\.money) == [
        [], [Money(steps: 300, currency: euro), Money(steps: 21, currency: dollar)],
      ])
    #expect(lines.map(\.firstDeadlineAt) == [Self.start.adding(seconds: 100), Self.deadline])
    #expect(DebtAlarmLine.lines(of: [debts[5]], now: { _ in Self.start }) == [])
    #expect(DebtAlarmLine.lines(of: [], now: { _ in Self.start }) == [])
  }

  @Test("each debt is judged by its own provider's time")
  func providerTime() {
    let debts = [Self.debt(provider: "stripe"), Self.debt(provider: "aws")]
    let lines = DebtAlarmLine.lines(of: debts) { provider in
      Self.start.adding(seconds: provider == ProviderID("aws") ? 800 : 500)
    }
    #expect(lines.map(\.alarm) == [.urgent, .due])
    #expect(lines.map(\.count) == [1, 1])
  }

  @Test("most pressing first: by alarm, then by deadline, then as they stood")
  func mostPressingFirst() {
    let far = Self.start.adding(seconds: 35 * 86_400)
    let debts = [
      Self.debt(reference: "calm"), Self.debt(.held, reference: "charge-1", deadlineAt: nil),
      Self.debt(reference: "calmer", deadlineAt: far),
      Self.debt(.held, reference: "charge-2", deadlineAt: nil),
      Self.debt(
        .parked, reference: "parked", changedAt: Self.start.adding(seconds: -90_000), deadlineAt: far),
      Self.debt(.unknown, reference: "unknown", changedAt: Self.start.adding(seconds: -3_600)),
      Self.debt(reference: "missed", deadlineAt: Self.start.adding(seconds: -1)),
      Self.debt(.unknown, reference: "twin", changedAt: Self.start.adding(seconds: -3_600)),
    ]
    let sorted = Debt.mostPressingFirst(debts, now: Self.start)
    #expect(
      sorted.map(\.reference) == [
        "missed", "parked", "unknown", "twin", "calm", "calmer", "charge-1", "charge-2",
      ])
  }
}
