import Glibc

/// Who goes first where threads want more processors than there are.
enum ThreadPriority {
  /// Lets the receiver of what this thread makes go first. Whoever posts waits for disks and other threads often; if it
  /// waits for a processor as well, those who work ahead of it reach their bound and stop: a twelfth of an import's
  /// time on two processors.
  static func yieldToReceiver() {
    // On Linux every thread has a nice value of its own, and begins with its process's; a greater one is never refused.
    let thread = __priority_which_t(PRIO_PROCESS.rawValue)
    setpriority(thread, 0, min(19, getpriority(thread, 0) + 10))
  }
}
