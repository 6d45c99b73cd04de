import Glibc

extension AWSEnvironment {
  /// How long a `credential_process` may run, in milliseconds.
  private static let processTimeoutMilliseconds = 60_000

  /// This process's own variables, the machine's files, and real child processes. Variables with AWS secrets
  /// are taken out of the process's environment: no child inherits them.
  package static func ofThisProcess() -> AWSEnvironment {
    AWSEnvironment(
      variables: ProcessEnvironment.takeVariables(), readFile: { FileReading.read(path: $0) },
      runProcess: {
        ChildProcess.run(
          $0, withholding: ProcessEnvironment.secretNames, timeoutMilliseconds: processTimeoutMilliseconds)
      })
  }
}

/// Reads whole small files.
private enum FileReading {
  private static let byteCountMax = 1 << 20

  static func read(path: String) -> Result<[UInt8], AWSEnvironment.FileFailure> {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      return .failure(code == ENOENT || code == ENOTDIR ? .missing : .unreadable(SystemError.text(code)))
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return .failure(.unreadable(SystemError.text(errno))) }
      if count == 0 { return .success(bytes) }
      bytes += buffer[..<count]
      if bytes.count > byteCountMax {
        return .failure(.unreadable("it is longer than \(byteCountMax) bytes"))
      }
    }
  }
}
