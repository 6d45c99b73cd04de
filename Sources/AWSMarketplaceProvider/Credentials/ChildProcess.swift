import Glibc

/// Runs a program without a shell, with a bound on time and on output.
enum ChildProcess {
  private static let outputByteCountMax = 256 << 10

  /// Runs `arguments` and waits. Standard output is returned, standard error goes where ours goes, so that a
  /// program which asks for a sign-on can say so; standard input is empty.
  ///
  /// - Parameter names: variables of ours that the program does not get.
  static func run(
    _ arguments: [String], withholding names: Set<String>, timeoutMilliseconds: Int
  ) -> AWSEnvironment.ProcessOutcome {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return failed("no pipe: \(SystemError.text(errno))") }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let spawned = spawn(arguments, withholding: names, standardOutput: ends[1])
    close(ends[1])
    switch spawned {
    case .failure(let problem): return failed(problem.reason)
    case .success(let process):
      let collected = collect(ends[0], deadline: monotonicMilliseconds() + timeoutMilliseconds)
      if collected == nil { kill(process, SIGKILL) }
      let status = wait(process)
      guard let output = collected else {
        return failed(
          "it ran longer than \(timeoutMilliseconds) ms or wrote more than \(outputByteCountMax) bytes")
      }
      guard status & 0x7F == 0 else { return failed("it was ended by signal \(status & 0x7F)") }
      let exitStatus = Int(status >> 8 & 0xFF)
      return AWSEnvironment.ProcessOutcome(
        exitStatus: exitStatus, standardOutput: output,
        problem: exitStatus == 0 ? "" : "it ended with status \(exitStatus)")
    }
  }

  private struct SpawnProblem: Error {
    let reason: String
  }

  private static func spawn(
    _ arguments: [String], withholding names: Set<String>, standardOutput: Int32
  ) -> Result<pid_t, SpawnProblem> {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, standardOutput, 1)
    var pointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    var variables = unsafe ProcessEnvironment.entries(withholding: names) + [nil]
    var process: pid_t = 0
    let code = unsafe posix_spawnp(&process, arguments[0], &actions, nil, &pointers, &variables)
    guard code == 0 else {
      return .failure(SpawnProblem(reason: "it cannot be started: \(SystemError.text(code))"))
    }
    return .success(process)
  }

  /// Everything up to the end of the stream; `nil` when that takes too long or is too much.
  private static func collect(_ descriptor: Int32, deadline: Int) -> [UInt8]? {
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let left = deadline - monotonicMilliseconds()
      guard left > 0, output.count <= outputByteCountMax else { return nil }
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let readyCount = unsafe poll(&ready, 1, Int32(clamping: left))
      if readyCount < 0 && errno == EINTR { continue }
      guard readyCount > 0 else { return nil }
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return output }
      output += buffer[..<count]
    }
  }

  private static func wait(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  private static func monotonicMilliseconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  private static func failed(_ problem: String) -> AWSEnvironment.ProcessOutcome {
    AWSEnvironment.ProcessOutcome(exitStatus: nil, standardOutput: [], problem: problem)
  }
}
