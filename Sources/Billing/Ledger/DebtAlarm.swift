/// How pressing a debt is. The raw value is what reports say.
package enum DebtAlarm: String, CaseIterable, Hashable, Sendable, Comparable {
  /// Half of the time in which its provider accepts it is gone; or it is in doubt, or waits for a person, for an hour.
  case due
  /// Four fifths of that time are gone; or it is in doubt, or waits for a person, for a day.
  case urgent
  /// Its provider accepts it no longer.
  case missed

  /// Less pressing first.
  package static func < (left: DebtAlarm, right: DebtAlarm) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

extension Debt {
  /// So many debts, by deadline, are looked at for alarms.
  package static let alarmedCountMax = 100_000

  /// The debts, most pressing first: by alarm, then by deadline, those without one last, else as they stood.
  package static func mostPressingFirst(_ debts: [Debt], now: Instant) -> [Debt] {
    let never = Instant(microseconds: .max)
    let ranked = debts.enumerated().map { place, debt in
      (alarm: debt.alarm(now: now), deadlineAt: debt.deadlineAt ?? never, place: place, debt: debt)
    }
    return ranked.sorted { left, right in
      guard left.alarm == right.alarm else { return isMorePressing(left.alarm, right.alarm) }
      return (left.deadlineAt, left.place) < (right.deadlineAt, right.place)
    }.map(\.debt)
  }

  private static func isMorePressing(_ left: DebtAlarm?, _ right: DebtAlarm?) -> Bool {
    guard let left else { return false }
    return right.map { $0 < left } ?? true
  }

  /// How pressing it is at `now` of its provider's clock; `nil` while there is time. The time that counts runs from the
  /// end of the usage's hour to the deadline.
  package func alarm(now: Instant) -> DebtAlarm? {
    guard let alarm = alarmOfDeadline(now), let other = alarmOfDoubt(now) else {
      return alarmOfDeadline(now) ?? alarmOfDoubt(now)
    }
    return max(alarm, other)
  }

  private func alarmOfDeadline(_ now: Instant) -> DebtAlarm? {
    guard let deadlineAt else { return nil }
    if now > deadlineAt { return .missed }
    let start = usageHour.adding(hours: 1).start
    let (gone, all) = (now.seconds(since: start), deadlineAt.seconds(since: start))
    if gone * 5 >= all * 4 { return .urgent }
    return gone * 2 >= all ? .due : nil
  }

  private func alarmOfDoubt(_ now: Instant) -> DebtAlarm? {
    guard state == .unknown || state == .parked, let changedAt else { return nil }
    let seconds = now.seconds(since: changedAt)
    return seconds >= 86_400 ? .urgent : seconds >= 3_600 ? .due : nil
  }
}

/// Debts of one alarm.
package struct DebtAlarmLine: Hashable, Sendable {
  /// The alarm.
  package let alarm: DebtAlarm
  /// How many debts.
  package let count: Int
  /// What they are worth, one entry a currency, sorted.
  package let money: [Money]
  /// The most pressing deadline among them.
  package let firstDeadlineAt: Instant?

  /// The lines of `debts`, most pressing first; none where nothing presses. `now` gives each provider's time.
  package static func lines(of debts: [Debt], now: (ProviderID) -> Instant) -> [DebtAlarmLine] {
    guard !debts.isEmpty else { return [] }
    let groups = Dictionary(grouping: debts) { $0.alarm(now: now($0.provider)) }
    return DebtAlarm.allCases.reversed().compactMap { alarm in
      guard let group = groups[alarm] else { return nil }
      var stepsOfCurrency: [Currency: Int128] = [:]
      for money in group.compactMap(\.money) { stepsOfCurrency[money.currency, default: 0] += money.steps }
      let money = stepsOfCurrency.sorted { $0.key < $1.key }.map { Money(steps: $0.value, currency: $0.key) }
      return DebtAlarmLine(
        alarm: alarm, count: group.count, money: money, firstDeadlineAt: group.compactMap(\.deadlineAt).min())
    }
  }
}
