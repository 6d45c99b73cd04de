import Billing

/// A process's clocks: the wall clock of its machine, which may jump, and one that never does.
final class SimulatedClock: Clock, @unchecked Sendable {
  private let process: SimulatedProcess

  init(_ process: SimulatedProcess) { self.process = process }

  /// What the wall clock shows, without being a seam.
  var wall: Instant {
    Instant(microseconds: process.world.microseconds + process.runner.wallOffsetMicroseconds)
  }

  /// What the monotonic clock shows, without being a seam.
  var nanoseconds: UInt64 {
    UInt64(process.world.microseconds - process.world.scenario.startMicroseconds) * 1_000
  }

  func now() -> Instant {
    _ = process.world.enter(process, .readClock)
    return wall
  }

  func monotonicNanoseconds() -> UInt64 {
    _ = process.world.enter(process, .readClock)
    return nanoseconds
  }

  func sleep(milliseconds: Int64) -> Bool {
    guard process.world.enter(process, .sleep), !process.isStopRequested else { return false }
    process.wakeMicroseconds = process.world.microseconds + milliseconds * 1_000
    process.suspend()
    return !process.isDead && !process.isStopRequested
  }

  func isStopRequested() -> Bool { process.isDead || process.isStopRequested }
}
