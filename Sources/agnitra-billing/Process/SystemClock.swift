import Billing
import Glibc

/// The machine's clocks. A rehearsal may shift the wall clock; time itself runs on as always.
final class SystemClock: Clock {
  private let shiftMicroseconds: Int64

  /// The real time, or, for a rehearsal, time that is `rehearsed` now.
  init(rehearsed: Instant?) {
    shiftMicroseconds = rehearsed.map { $0.microseconds - Self.wallMicroseconds() } ?? 0
  }

  func now() -> Instant { Instant(microseconds: Self.wallMicroseconds() + shiftMicroseconds) }

  func monotonicNanoseconds() -> UInt64 {
    let time = Self.time(CLOCK_BOOTTIME)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  func sleep(milliseconds: Int64) -> Bool {
    var left = milliseconds
    while left > 0 {
      if isStopRequested() { return false }
      let slice = min(left, 100)
      usleep(UInt32(slice) * 1_000)
      left -= slice
    }
    return !isStopRequested()
  }

  func isStopRequested() -> Bool { ProcessGuard.requestedStop != nil }

  private static func wallMicroseconds() -> Int64 {
    let time = time(CLOCK_REALTIME)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }

  private static func time(_ clock: clockid_t) -> timespec {
    var time = timespec()
    guard unsafe clock_gettime(clock, &time) == 0 else {
      preconditionFailure("the kernel has no clock \(clock)")
    }
    return time
  }
}
