import Billing
import StrictJSON

/// A lease's owner as the lock file holds it: one JSON object.
enum LeaseOwnerText {
  static func write(_ owner: LeaseOwner) -> [UInt8] {
    JSONWriter.pretty(
      .members([
        "host": .string(owner.host), "process_id": .integer(owner.processID),
        "boot_id": .string(owner.bootID),
        "command": .string(owner.command), "since": .string(owner.since.text),
      ]))
  }

  /// `nil` when the holder has not written it yet.
  static func read(_ bytes: [UInt8]) -> LeaseOwner? {
    // Half a file is read while the holder writes it; the lock itself does not depend on its text.
    guard let value = try? JSONReader.read(bytes), let host = value["host"]?.string,
      let processID = value["process_id"]?.number.flatMap(Int32.init), let bootID = value["boot_id"]?.string,
      let command = value["command"]?.string, let since = value["since"]?.string.flatMap(Instant.init(text:))
    else { return nil }
    return LeaseOwner(host: host, processID: processID, bootID: bootID, command: command, since: since)
  }

  /// Stands for a holder that took the lock this very moment, or opened the store for a migration.
  static let unnamed = LeaseOwner(
    host: "this machine", processID: 0, bootID: "", command: "unknown", since: Instant(microseconds: 0))
}
