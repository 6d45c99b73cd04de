import Billing
import Foundation

/// Who this process is, for leases and for the record of runs.
enum ProcessIdentity {
  static func owner(command: String, at now: Instant) -> LeaseOwner {
    LeaseOwner(
      host: host, processID: ProcessInfo.processInfo.processIdentifier, bootID: bootID, command: command,
      since: now)
  }

  /// `user@host`.
  static var actor: String { "\(user)@\(host)" }

  private static var host: String { ProcessInfo.processInfo.hostName }

  private static var user: String {
    let name = NSUserName()
    return name.isEmpty ? "uid-\(getuid())" : name
  }

  private static var bootID: String {
    let path = "/proc/sys/kernel/random/boot_id"
    let text =
      FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? "unknown"
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
