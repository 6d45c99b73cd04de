import Billing
import Glibc

/// The machine's wall clock and its sleep, for talks with real services.
enum RealTime {
  static func now() -> Instant { Instant(epochSeconds: Int64(time(nil))) }

  static func sleep(milliseconds: Int64) { usleep(UInt32(milliseconds) * 1_000) }
}
