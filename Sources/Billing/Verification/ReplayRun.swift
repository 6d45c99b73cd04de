/// One run of one arm, as it went.
package struct ReplayRun: Hashable, Sendable {
  /// How it ended.
  package enum Ending: Hashable, Sendable {
    /// By itself, with that status.
    case exited(status: Int32)
    /// By a signal that the runner did not send.
    case signalled(Int32)
    /// It was stopped, or refused, for what it did.
    case stopped(StopReason)
    /// It never began.
    case couldNotStart(detail: String)
  }

  /// What a run is stopped for. The raw value is what evidence holds.
  package enum StopReason: String, CaseIterable, Hashable, Sendable {
    /// It took too long.
    case timedOut = "timed_out"
    /// It left more in its folder than it may.
    case folderTooLarge = "folder_too_large"
    /// It started more processes than it may.
    case tooManyProcesses = "too_many_processes"
    /// This program was asked to stop.
    case interrupted
  }

  /// What kept the run apart from the host, strongest last. The raw value is what evidence holds.
  package enum Isolation: String, CaseIterable, Hashable, Sendable {
    /// Resource limits, a scrubbed environment, a process group of its own.
    case limits
    /// No new privileges, and a filter of system calls.
    case noNewPrivileges = "no_new_privileges"
    /// Files outside what it needs cannot be read or written.
    case files
    /// No network.
    case network
    /// Processes of its own name space.
    case processes
  }

  /// Which arm.
  package let arm: ReplayManifest.Arm
  /// How it ended.
  package let ending: Ending
  /// From right before the start to the end that was waited for, by a monotonic clock.
  package let wallNanoseconds: Int64
  /// The same by the clock that runs on while the host sleeps.
  package let bootNanoseconds: Int64
  /// The number it wrote, as text, where the metric is one; `nil` when it wrote none.
  package var metricText: String?
  /// SHA-256 of the output file, in hexadecimal; `nil` when there is none.
  package var outputSHA256: String?
  /// The numbers of the output file in order, as text, where the check compares numbers; else empty.
  package var outputNumbers: [String] = []
  /// The last bytes of standard output and error, for people.
  package var outputTail: String = ""
  /// Whether more was written to standard output and error than is kept.
  package var isOutputTruncated = false
  /// Processes that outlived the run and were ended.
  package var survivorCount = 0
  /// What kept it apart.
  package var isolation: [Isolation] = []

  /// A run of the parts given.
  package init(arm: ReplayManifest.Arm, ending: Ending, wallNanoseconds: Int64, bootNanoseconds: Int64) {
    self.arm = arm
    self.ending = ending
    self.wallNanoseconds = wallNanoseconds
    self.bootNanoseconds = bootNanoseconds
  }
}
