import Billing

/// Time that moves only when somebody waits or a test says so.
final class ManualClock: Clock, @unchecked Sendable {
  /// 2026-11-21T01:15:00Z.
  static let night = Instant(epochSeconds: 1_795_223_700)

  var instant = ManualClock.night
  var isStopped = false
  private(set) var sleptMilliseconds: Int64 = 0
  private var elapsedNanoseconds: UInt64 = 0

  func now() -> Instant { instant }

  func monotonicNanoseconds() -> UInt64 { elapsedNanoseconds }

  func sleep(milliseconds: Int64) -> Bool {
    guard !isStopped else { return false }
    sleptMilliseconds += milliseconds
    elapsedNanoseconds += UInt64(milliseconds) * 1_000_000
    instant = Instant(microseconds: instant.microseconds + milliseconds * 1_000)
    return true
  }

  /// Lets time go by, as it does while a target is slow.
  func pass(seconds: Int64) {
    elapsedNanoseconds += UInt64(seconds) * 1_000_000_000
    instant = instant.adding(seconds: seconds)
  }

  func isStopRequested() -> Bool { isStopped }
}
