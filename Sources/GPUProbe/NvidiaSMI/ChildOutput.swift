import Glibc

/// What a program wrote until it ended, or why there is nothing.
enum ChildOutput {
  /// It ended by itself; `status` is 128 and more for a signal, as shells have it.
  case ended(status: Int32, output: [UInt8], errors: [UInt8])
  /// It was killed for taking too long.
  case timedOut
  /// It was killed for writing too much.
  case tooLong
  /// It never began.
  case couldNotStart(code: Int32)

  /// Runs a program without a shell, in a process group of its own, with an environment of its own and empty standard
  /// input, and leaves nothing of it running. What hangs in the kernel cannot be killed: it is left to end there.
  static func run(_ arguments: [String], timeoutMilliseconds: Int64, limits: ProbeLimits) -> ChildOutput {
    let pipes = [makePipe(), makePipe()]
    guard pipes.allSatisfy({ !$0.isEmpty }) else {
      let code = errno
      pipes.joined().forEach { close($0) }
      return .couldNotStart(code: code)
    }
    defer { pipes.forEach { close($0[0]) } }
    let (code, process) = spawn(arguments, output: pipes[0][1], errors: pipes[1][1])
    pipes.forEach { close($0[1]) }
    guard code == 0 else { return .couldNotStart(code: code) }
    let deadline = milliseconds() + timeoutMilliseconds
    let collected = collect(
      [pipes[0][0], pipes[1][0]], until: deadline, byteCountMax: limits.outputByteCountMax)
    let status = collected.problem == nil ? wait(for: process, until: deadline) : nil
    kill(-process, SIGKILL)
    guard let status else {
      _ = wait(for: process, until: milliseconds() + limits.reapingTimeoutMilliseconds)
      return collected.problem ?? .timedOut
    }
    return .ended(status: status, output: collected.bytes[0], errors: collected.bytes[1])
  }

  /// The two ends, which no other child gets; empty when there is none to be had.
  private static func makePipe() -> [Int32] {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return [] }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  private static func spawn(
    _ arguments: [String], output: Int32, errors: Int32
  ) -> (code: Int32, process: pid_t) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    var pointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    let environment = ["LC_ALL=C", "PATH=/usr/bin:/bin"]
    var variables = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe variables.forEach { unsafe free($0) } }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, arguments[0], &actions, &attributes, &pointers, &variables)
    return (code, process)
  }

  /// Everything both streams hold, up to their end.
  private static func collect(
    _ descriptors: [Int32], until deadline: Int64, byteCountMax: Int
  ) -> (bytes: [[UInt8]], problem: ChildOutput?) {
    var bytes: [[UInt8]] = descriptors.map { _ in [] }
    var open = Set(descriptors.indices)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while !open.isEmpty {
      let left = deadline - milliseconds()
      guard left > 0 else { return (bytes, .timedOut) }
      var ready = open.sorted().map { pollfd(fd: descriptors[$0], events: Int16(POLLIN), revents: 0) }
      let count = unsafe poll(&ready, nfds_t(ready.count), Int32(clamping: left))
      guard count > 0 else { continue }
      for (index, state) in zip(open.sorted(), ready) where state.revents != 0 {
        let count = unsafe read(descriptors[index], &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { open.remove(index) } else { bytes[index] += buffer[..<count] }
      }
      guard bytes.allSatisfy({ $0.count <= byteCountMax }) else { return (bytes, .tooLong) }
    }
    return (bytes, nil)
  }

  /// The status of the process, once it has one; `nil` when time is up.
  private static func wait(for process: pid_t, until deadline: Int64) -> Int32? {
    while true {
      var status: Int32 = 0
      let ended = unsafe waitpid(process, &status, WNOHANG)
      if ended == process { return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F }
      if ended < 0 && errno != EINTR { return 0 }
      guard milliseconds() < deadline else { return nil }
      usleep(2_000)
    }
  }

  private static func milliseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
