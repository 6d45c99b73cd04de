import Billing

/// A clock that stands still.
final class StandingClock: Clock {
  private let instant: Instant

  /// A clock that stands at `instant`.
  init(at instant: Instant) { self.instant = instant }

  func now() -> Instant { instant }
  func monotonicNanoseconds() -> UInt64 { 1_000_000_000 }
  func sleep(milliseconds: Int64) -> Bool { true }
  func isStopRequested() -> Bool { false }
}
