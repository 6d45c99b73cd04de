/// One run of a job or command that writes.
package struct RunRecord: Hashable, Sendable {
  /// The store's number; 0 before it has one.
  package let id: Int64
  /// The job or command.
  package let name: String
  /// Who started it: user and host.
  package let actor: String
  /// Why, where a person must say.
  package let reason: String
  /// When it began.
  package let startedAt: Instant
  /// When it ended; `nil` while it runs or when it was killed.
  package let finishedAt: Instant?
  /// How it ended.
  package let exitCode: Int32?

  /// A run of the parts given.
  package init(
    id: Int64 = 0, name: String, actor: String, reason: String, startedAt: Instant,
    finishedAt: Instant? = nil,
    exitCode: Int32? = nil
  ) {
    self.id = id
    self.name = name
    self.actor = actor
    self.reason = reason
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.exitCode = exitCode
  }
}
