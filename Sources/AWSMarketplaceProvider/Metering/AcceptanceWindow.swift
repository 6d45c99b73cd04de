import Billing

/// When AWS Marketplace accepts usage of an hour. Pure; every instant is by AWS's clock.
///
/// The rules: an hour is accepted once it is over, for 24 hours after its start, but the hours of a month
/// only until 06:00 UTC on the first of the next month. The reference's own example says that on the first,
/// until 06:00, the whole last day is still accepted; hours older than 24 hours by then stand `inGrace`, to
/// be tried each alone.
struct AcceptanceWindow: Hashable, Sendable {
  /// How an hour stands.
  enum Standing: Hashable {
    /// The hour is not over: a record now would lock it at a part of its usage.
    case notOver
    /// Accepted.
    case open
    /// Older than the window, but inside the month's grace.
    case inGrace
    /// Refused for ever.
    case closed

    /// Whether AWS may refuse the hour for its age.
    var isPastWindow: Bool { self == .inGrace || self == .closed }
  }
  /// Hours after its start for which an hour is accepted.
  let hours: Int64
  /// Whether hours of a month's last day are tried in the grace, beyond the window.
  let usesMonthEndGrace: Bool

  init(hours: Int64 = AWSMarketplaceLimits.acceptanceWindowHours, usesMonthEndGrace: Bool = true) {
    precondition(hours > 1, "an hour is accepted only after it is over")
    self.hours = hours
    self.usesMonthEndGrace = usesMonthEndGrace
  }

  /// How `hour` stands at `now`.
  func standing(of hour: UTCHour, at now: Instant) -> Standing {
    if now < hour.adding(hours: 1).start { return .notOver }
    if now < windowEnd(of: hour) { return .open }
    return now < end(of: hour) ? .inGrace : .closed
  }

  /// The last second in which AWS accepts `hour`.
  func deadline(for hour: UTCHour) -> Instant { end(of: hour).adding(seconds: -1) }

  /// The first instant at which `hour` is refused.
  private func end(of hour: UTCHour) -> Instant {
    let windowEnd = windowEnd(of: hour)
    let month = hour.monthEnd.start
    return usesMonthEndGrace && windowEnd >= month ? max(windowEnd, monthCut(of: hour)) : windowEnd
  }

  /// The same without the grace.
  private func windowEnd(of hour: UTCHour) -> Instant {
    min(hour.adding(hours: hours).start, monthCut(of: hour))
  }

  private func monthCut(of hour: UTCHour) -> Instant {
    hour.monthEnd.adding(hours: AWSMarketplaceLimits.monthCutHour).start
  }
}
