/// What credential sources may see of this machine. Passed in, so that tests are hermetic.
package struct AWSEnvironment: Sendable {
  /// Why a file could not be read.
  package enum FileFailure: Error, Hashable, Sendable {
    /// There is no such file.
    case missing
    /// It is there, but reading it failed; the system's words.
    case unreadable(String)
  }

  /// How a child process ended.
  package struct ProcessOutcome: Hashable, Sendable {
    /// Exit status; `nil` when it could not be started, was killed, or ran too long.
    package let exitStatus: Int?
    /// Everything it wrote to its standard output.
    package let standardOutput: [UInt8]
    /// What went wrong, for people; empty when nothing did. Never the child's standard output.
    package let problem: String

    /// An outcome with the parts given.
    package init(exitStatus: Int?, standardOutput: [UInt8], problem: String) {
      self.exitStatus = exitStatus
      self.standardOutput = standardOutput
      self.problem = problem
    }
  }

  /// Environment variables by name.
  package var variables: [String: String]
  /// The bytes of the file at a path.
  package var readFile: @Sendable (_ path: String) -> Result<[UInt8], FileFailure>
  /// Runs a program without a shell: the arguments begin with the program itself.
  package var runProcess: @Sendable (_ arguments: [String]) -> ProcessOutcome

  /// An environment made of the parts given.
  package init(
    variables: [String: String],
    readFile: @escaping @Sendable (_ path: String) -> Result<[UInt8], FileFailure>,
    runProcess: @escaping @Sendable (_ arguments: [String]) -> ProcessOutcome
  ) {
    self.variables = variables
    self.readFile = readFile
    self.runProcess = runProcess
  }
}

extension AWSEnvironment {
  /// The variable's value; an empty one counts as not set, as in every AWS SDK.
  func variable(_ name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  /// `path` with a leading `~/` replaced by the home directory.
  func expandingHome(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = variable("HOME") else { return path }
    return home + path.dropFirst()
  }
}
