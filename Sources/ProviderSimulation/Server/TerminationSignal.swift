import Glibc

/// Waiting for SIGTERM or SIGINT.
package enum TerminationSignal {
  /// Keeps both signals for `wait`; call it before any thread starts, since threads inherit it.
  package static func hold() {
    var signals = set()
    _ = unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Returns when one of them has come.
  package static func wait() {
    var signals = set()
    var received: Int32 = 0
    _ = unsafe sigwait(&signals, &received)
  }

  private static func set() -> sigset_t {
    var signals = sigset_t()
    _ = unsafe sigemptyset(&signals)
    _ = unsafe sigaddset(&signals, SIGTERM)
    _ = unsafe sigaddset(&signals, SIGINT)
    return signals
  }
}
