import Billing

/// What presses, for people: one line an alarm, most pressing first.
enum AlarmReport {
  static func lines(of debts: [Debt], now: Instant) -> [String] {
    lines(DebtAlarmLine.lines(of: debts, now: { _ in now }), now: now)
  }

  static func lines(_ alarms: [DebtAlarmLine], now: Instant) -> [String] {
    alarms.map { line in
      let first = line.firstDeadlineAt.flatMap { deadlineAt in
        deadlineAt < now
          ? nil : "; the first deadline is in \(Phrases.age(seconds: deadlineAt.seconds(since: now)))"
      }
      let worth = line.money.isEmpty ? "" : ", worth \(Phrases.money(line.money))"
      return "ALARM     \(line.alarm.rawValue): \(Phrases.count(line.count, "debt"))\(worth)\(first ?? "")"
    }
  }
}
