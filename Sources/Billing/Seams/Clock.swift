/// Where time and waiting come from.
package protocol Clock: AnyObject, Sendable {
  /// The wall clock.
  func now() -> Instant
  /// Nanoseconds of a clock that never jumps and runs on while the machine sleeps.
  func monotonicNanoseconds() -> UInt64
  /// Waits; answers `false` at once when the run was asked to stop.
  func sleep(milliseconds: Int64) -> Bool
  /// Whether the run was asked to stop; it then ends between two batches.
  func isStopRequested() -> Bool
}
