import Glibc

/// Keeps a write to a closed connection from ending the process.
///
/// libcurl is told to leave signals alone (`CURLOPT_NOSIGNAL`), and the TLS library may write without `MSG_NOSIGNAL`.
/// The signal is blocked in this thread only and swallowed before the mask returns to what it was, so that the
/// process keeps its own behaviour on a closed standard output.
enum BrokenPipeGuard {
  /// Runs `body` with SIGPIPE held back.
  static func run<Answer>(_ body: () -> Answer) -> Answer {
    var brokenPipe = sigset_t()
    var previous = sigset_t()
    unsafe sigemptyset(&brokenPipe)
    unsafe sigaddset(&brokenPipe, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &brokenPipe, &previous)
    defer {
      if unsafe sigismember(&previous, SIGPIPE) == 0 {
        var noTime = timespec()
        while unsafe sigtimedwait(&brokenPipe, nil, &noTime) == SIGPIPE {}
      }
      unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
    return body()
  }
}
