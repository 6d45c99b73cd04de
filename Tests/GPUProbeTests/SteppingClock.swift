import Billing
import Synchronization

/// A clock that goes on by so much with each look at it.
final class SteppingClock: Clock {
  private let nanoseconds = Mutex<UInt64>(0)
  private let stepNanoseconds: UInt64

  init(stepNanoseconds: UInt64 = 1_000_000_000) { self.stepNanoseconds = stepNanoseconds }

  func now() -> Instant { Instant(epochSeconds: 0) }
  func sleep(milliseconds: Int64) -> Bool { true }
  func isStopRequested() -> Bool { false }

  func monotonicNanoseconds() -> UInt64 {
    nanoseconds.withLock { nanoseconds in
      nanoseconds += stepNanoseconds
      return nanoseconds
    }
  }
}
