import Glibc

/// Why a socket cannot be had.
package struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What failed.
  let operation: String
  let remedy: String
  let errorNumber: Int32

  init(_ operation: String, remedy: String = "choose another port, or 0 for any free one") {
    self.operation = operation
    self.remedy = remedy
    errorNumber = errno
  }

  /// One line a person can act on.
  package var description: String {
    "cannot \(operation) on 127.0.0.1 (errno \(errorNumber)); \(remedy)"
  }
}
