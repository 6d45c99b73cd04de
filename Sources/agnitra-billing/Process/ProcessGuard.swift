import CProcess
import Glibc
import Synchronization

/// What the process promises before it reads anything: no secret leaves by a crash, files are private, signals end it
/// between two batches.
enum ProcessGuard {
  private static let stopSignal = Atomic<Int32>(0)

  static func install() {
    // Swift's backtrace prints memory around registers, which may hold a key; the default action prints nothing.
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGQUIT] {
      signal(number, SIG_DFL)
    }
    signal(SIGPIPE, SIG_IGN)
    // A kernel that refuses leaves things as they were; nothing of the run depends on it.
    _ = agnitra_forbid_memory_dumps()
    _ = umask(0o077)
    // A TLS library that honours it would write the keys of every connection to that file.
    unsafe unsetenv("SSLKEYLOGFILE")
    _ = stopSignal.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { ProcessGuard.stopSignal.store($0, ordering: .relaxed) }
    }
  }

  /// The signal that asked the run to stop, if one did.
  static var requestedStop: Int32? {
    let number = stopSignal.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
