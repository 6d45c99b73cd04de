extension BillingWindow {
  /// What `--window` takes, for messages.
  package static let acceptedForms =
    "a day 2026-11-20, an hour 2026-11-20T03, a month 2026-11, a range 2026-11-19/2026-11-21 (end excluded), "
    + "or previous"

  /// Reads `--window`; `previous` is the last whole day before `now`. `nil` when the text is none of the forms.
  package init?(text: String, now: Instant) {
    if text == "previous" {
      let today = now.hour.dayStart
      self.init(start: today.adding(hours: -24), end: today)
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let first = Self.span(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self = first
      return
    }
    guard let second = Self.span(parts[1]), first.start < second.start else { return nil }
    self.init(start: first.start, end: second.start)
  }

  private static func span(_ text: String) -> BillingWindow? {
    switch text.utf8.count {
    case 7: return instantHour("\(text)-01T00").map { BillingWindow(start: $0, end: $0.monthEnd) }
    case 10: return instantHour("\(text)T00").map { BillingWindow(start: $0, end: $0.adding(hours: 24)) }
    case 13: return instantHour(text).map { BillingWindow(start: $0, end: $0.adding(hours: 1)) }
    case 14 where text.hasSuffix("Z"): return span(String(text.dropLast()))
    default: return nil
    }
  }

  private static func instantHour(_ text: String) -> UTCHour? { Instant(text: "\(text):00:00Z")?.hour }
}
