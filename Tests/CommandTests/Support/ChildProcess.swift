import Glibc

/// A program that a test started. Its streams go to files, it is signalled by its id, and it never outlives
/// its test.
final class ChildProcess {
  let processID: pid_t
  private var exitCode: Int32?

  init(
    _ program: String, _ arguments: [String], environment: [String: String], folder: String,
    input: String = "/dev/null", output: String, errors: String
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    // env changes into the folder and becomes the program, under the same process id.
    let command = "/usr/bin/env"
    let argumentTexts = ([command, "-C", folder, program] + arguments).map { strdup($0) } + [nil]
    let variableTexts = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argumentTexts + variableTexts { free(text) } }
    var identifier = pid_t()
    let code = posix_spawn(&identifier, command, &actions, &attributes, argumentTexts, variableTexts)
    guard code == 0 else { throw Failure("\(program) does not start: \(String(cString: strerror(code)))") }
    processID = identifier
  }

  deinit {
    signal(SIGKILL)
    _ = wait()
  }

  /// Sends a signal, unless the process was seen to end.
  func signal(_ number: Int32) {
    if exitCode == nil { kill(processID, number) }
  }

  /// Whether the process has ended; does not wait.
  func hasEnded() -> Bool {
    if exitCode != nil { return true }
    var status: Int32 = 0
    guard waitpid(processID, &status, WNOHANG) == processID else { return false }
    exitCode = Self.exitCode(status)
    return true
  }

  /// Waits for the end; answers the exit code, or minus the signal that ended it.
  func wait() -> Int32 {
    if let exitCode { return exitCode }
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0 && errno == EINTR {}
    let code = Self.exitCode(status)
    exitCode = code
    return code
  }

  private static func exitCode(_ status: Int32) -> Int32 {
    status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }
}

/// Why a test cannot go on.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
