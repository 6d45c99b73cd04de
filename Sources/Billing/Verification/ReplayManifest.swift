/// How a claim is replayed: two commands that must answer the same, one of them faster. It comes from a signed
/// allow-list of this host's operator and never from telemetry.
package struct ReplayManifest: Hashable, Sendable {
  /// Which of the two workloads. The raw value is what evidence holds.
  package enum Arm: String, CaseIterable, Hashable, Sendable {
    /// What ran before.
    case baseline
    /// What runs now.
    case optimised
  }

  /// What is timed.
  package enum Metric: Hashable, Sendable {
    /// Time from start to end, by a monotonic clock.
    case wallTime
    /// A JSON number that the command writes to a file of its folder, under that key.
    case number(file: String, key: String, isHigherBetter: Bool)
  }

  /// How the outputs of the arms are compared, run by run.
  package enum OutputCheck: Hashable, Sendable {
    /// The file's bytes are the same.
    case exactBytes(file: String)
    /// JSON numbers of the file agree within the absolute or the relative tolerance, in millionths of one and of the
    /// baseline's number.
    case numbers(file: String, absolutePartsPerMillion: Int64, relativePartsPerMillion: Int64)
    /// The JSON number under the key is at least that share of the baseline's, in millionths.
    case quality(file: String, key: String, shareMinPartsPerMillion: Int64)
  }

  /// A file that must be what it was when the manifest was signed.
  package struct PinnedFile: Hashable, Sendable {
    /// Absolute.
    package let path: String
    /// In lower-case hexadecimal.
    package let sha256: String

    /// A file of the parts given.
    package init(path: String, sha256: String) { (self.path, self.sha256) = (path, sha256) }
  }

  /// The manifest's name: its file's, without the extension.
  package let id: String
  /// SHA-256 of its text, in hexadecimal.
  package let sha256: String
  /// The project; `nil` for every project with the claim.
  package let projectID: String?
  /// The claim it verifies.
  package let claim: String
  /// The tier it must run on.
  package let hardwareTier: String
  /// The arguments of each arm; the first is an absolute path that `files` pins.
  package let arguments: [Arm: [String]]
  /// Every executable, script and input that counts.
  package let files: [PinnedFile]
  /// Folders that may be read and are not pinned, such as an interpreter's; each was agreed to by who signed.
  package var readableFolders: [String] = []
  /// The whole environment of the commands, beside what the runner sets itself.
  package let environment: [String: String]
  /// What is timed.
  package let metric: Metric
  /// How outputs are compared.
  package let outputCheck: OutputCheck
  /// What a run may use.
  package let limits: ReplayLimits

  /// A manifest of the parts given.
  package init(
    id: String, sha256: String, projectID: String?, claim: String, hardwareTier: String,
    arguments: [Arm: [String]], files: [PinnedFile], environment: [String: String], metric: Metric,
    outputCheck: OutputCheck, limits: ReplayLimits
  ) {
    precondition(Arm.allCases.allSatisfy { arguments[$0]?.first?.hasPrefix("/") == true })
    self.id = id
    self.sha256 = sha256
    self.projectID = projectID
    self.claim = claim
    self.hardwareTier = hardwareTier
    self.arguments = arguments
    self.files = files
    self.environment = environment
    self.metric = metric
    self.outputCheck = outputCheck
    self.limits = limits
  }
}

/// What one run of a replay may use; it is stopped beyond it.
package struct ReplayLimits: Hashable, Sendable {
  /// Seconds of one run before anything was timed; later runs get ten times the median, and at least a minute.
  package var timeoutSeconds: Int64 = 600
  /// Processor seconds of a process.
  package var processorSecondsMax: Int64 = 3_600
  /// Address space of a process; `nil` for any, which CUDA needs.
  package var addressSpaceBytesMax: Int64?
  /// Processes at once.
  package var processCountMax: Int64 = 256
  /// Size of one file.
  package var fileBytesMax: Int64 = 1 << 30
  /// All that a run leaves in its folder.
  package var folderBytesMax: Int64 = 4 << 30
  /// Standard output and error together; more is read and thrown away.
  package var outputBytesMax: Int64 = 4 << 20
  /// Whether it may use the network.
  package var allowsNetwork = false

  /// The limits above.
  package init() {}
}
