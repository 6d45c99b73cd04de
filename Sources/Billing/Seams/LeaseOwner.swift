/// Who holds the store.
package struct LeaseOwner: Hashable, Sendable {
  /// The machine's name.
  package let host: String
  /// The process.
  package let processID: Int32
  /// What changes at every start of the machine, so that a process id of an earlier one is not mistaken.
  package let bootID: String
  /// The command, for people.
  package let command: String
  /// Since when.
  package let since: Instant

  /// An owner of the parts given.
  package init(host: String, processID: Int32, bootID: String, command: String, since: Instant) {
    self.host = host
    self.processID = processID
    self.bootID = bootID
    self.command = command
    self.since = since
  }
}

extension LeaseOwner: CustomStringConvertible {
  /// One line that says where to look.
  package var description: String { "`\(command)`, process \(processID) on \(host), since \(since)" }
}
