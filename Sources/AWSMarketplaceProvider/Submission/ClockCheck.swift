import Billing

/// Whether this machine's clock is right, judged once: by the first date that AWS gives.
///
/// After that date AWS's own clock is followed, so that a later jump of the wall clock changes nothing. But what
/// went before it in this run went by the wrong clock: that needs a person.
struct ClockCheck {
  private enum Finding: Hashable {
    /// AWS gave no date yet.
    case unknown
    /// Near enough, or AWS took a signature made by its own date.
    case settled
    /// AWS refused the signature for its instant; what it says to one by its own date is still open.
    case refused(Difference)
    /// The clock must be set.
    case wrong(Difference)
  }
  private struct Difference: Hashable {
    let date: Instant
    let wall: Instant
  }
  private var finding = Finding.unknown

  /// AWS took the signature, and its answer has this date.
  mutating func take(date: Instant, wall: Instant) {
    switch finding {
    case .unknown: finding = Self.judge(Difference(date: date, wall: wall))
    case .refused: finding = .settled
    case .settled, .wrong: break
    }
  }

  /// AWS refused the signature for its instant. `signedAgain` tells that it had been made by AWS's own date.
  mutating func takeRefusal(date: Instant, wall: Instant, signedAgain: Bool) {
    switch finding {
    case .unknown: finding = .refused(Difference(date: date, wall: wall))
    case .refused(let first): if signedAgain { finding = Self.judge(first) }
    case .settled, .wrong: break
    }
  }

  private static func judge(_ first: Difference) -> Finding {
    let isNear = abs(first.date.seconds(since: first.wall)) <= AWSMarketplaceLimits.clockDifferenceSecondsMax
    return isNear ? .settled : .wrong(first)
  }

  /// What to tell the operator; `nil` when the clock is near AWS's, or AWS's date was signed with and taken.
  var fault: String? {
    guard case .wrong(let first) = finding else { return nil }
    let seconds = first.wall.seconds(since: first.date)
    return
      "this machine's clock is \(abs(seconds)) s \(seconds < 0 ? "behind" : "ahead of") AWS's (\(first.wall) "
      + "here, \(first.date) there); accepted are \(AWSMarketplaceLimits.clockDifferenceSecondsMax) s. Set the "
      + "machine's clock, let a time service such as chrony or systemd-timesyncd keep it, and run again"
  }
}
