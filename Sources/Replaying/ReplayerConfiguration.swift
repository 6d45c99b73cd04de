/// How a host runs replays.
package struct ReplayerConfiguration: Sendable {
  /// Where the folders of runs are made: absolute, on a disk with room for a run's `folderBytesMax`.
  package let folder: String
  /// How long a workload's processes have to end by themselves once they are told to terminate.
  package var graceMilliseconds = ReplayingLimits.graceMilliseconds
  /// The strongest isolation that is tried; less is for tests of what a kernel without it leaves.
  package var attempts: ReplayAttempts = .all
  /// Whether this program was asked to stop; asked about ten times a second while a command runs.
  package var isInterrupted: @Sendable () -> Bool = { false }
  /// How many threads a user has on this host: the kernel counts them together with the workload's.
  package var threadCount: @Sendable (_ userID: UInt32) -> Int64 = { ProcessTable.threadCount(ofUser: $0) }

  /// Runs below a folder.
  package init(folder: String) {
    precondition(folder.hasPrefix("/"), "a run's folder is absolute")
    self.folder = folder
  }
}

/// What a run asks of the kernel beyond what it must have.
package struct ReplayAttempts: OptionSet, Hashable, Sendable {
  /// The bits.
  package let rawValue: Int
  /// A set of bits.
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Landlock.
  package static let files = ReplayAttempts(rawValue: 1)
  /// Name spaces of processes, network and IPC.
  package static let nameSpaces = ReplayAttempts(rawValue: 2)
  /// All of them.
  package static let all: ReplayAttempts = [.files, .nameSpaces]
}
