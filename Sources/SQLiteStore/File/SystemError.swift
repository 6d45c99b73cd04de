import Glibc

/// The operating system's last error in words.
enum SystemError {
  static var text: String { unsafe String(cString: strerror(errno)) }
}
