import Glibc

/// The clock that timeouts go by: it never jumps.
enum MonotonicClock {
  /// Nanoseconds since some moment.
  static var nowNanoseconds: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// What the last system call that failed says.
enum SystemError {
  /// The text of `errno`, or of a code.
  static func text(_ code: Int32 = errno) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
