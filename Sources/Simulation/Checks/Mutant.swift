/// Mistakes to make on purpose, each at a seam: the production code runs unchanged, and what it relies on is broken.
/// A regime that lets one of them pass proves nothing.
package enum Mutant: String, CaseIterable, Sendable {
  /// A claim becomes durable only with its answer: a crash in between forgets that something was sent.
  case noInFlight
  /// The provider says that the same item may be sent again for ever.
  case ignoreWindow
  /// Every attempt is sent under an identifier of its own.
  case freshIdentPerAttempt
  /// An item counts as delivered as soon as it is claimed.
  case markBeforeSend
  /// Late usage goes into the hour it belongs to, although the provider locked it at its first record.
  case replanSameHour
  /// Every event is rounded to whole units, instead of the cumulative sum.
  case roundPerEvent
  /// Ages are judged by the wall clock.
  case trustLocalClock
  /// "An event already exists" is taken for a refusal.
  case dup400IsReject
  /// An answer that never came is taken for a no.
  case timeoutMeansNo
  /// Nobody looks how long ago the claim was before sending.
  case noPauseGuard
  /// An item whose attempt may have counted is called expired.
  case expireInFlight
  /// A seal is two transactions: first the cells and the window, then the items.
  case nonAtomicPlan
  /// The provider's clock is the wall clock corrected once, before the run.
  case wallAfterPreflight
  /// A total is believed although something of the bucket moved a moment ago.
  case staleAggregate
  /// An item that was refused, as by 429, loses the doubt of an earlier attempt.
  case refusalClearsDoubt
  /// After a 5xx the same Idempotency-Key is used again, so that the stored answer is replayed.
  case sameKeyAfterServerError
  /// Records that a batch did not process are taken for accepted, since the answer was 200.
  case unprocessedIsDelivered
  /// A batch that is refused as a whole is not halved: one bad record parks them all.
  case noHalving
  /// A runner that lost the lease goes on writing.
  case noFencing
  /// A commit whose outcome nobody knows is taken for done.
  case trustUnknownCommit
  /// After a restore an item that its own hour does not count is sent, whatever the whole series counts.
  case hourTellsAll
  /// A recovery leaves what was in doubt before it as it is, so that its bucket may be asked about at once.
  case recoveryKeepsDoubt
  /// The witness does not tell the timeline of one recovery from that of another.
  case oneTimeline
  /// The lease is never asked for. Expected to survive: no argument for safety rests on the lock.
  case noLease

  /// Whether the regime is expected to find it. The others are controls of another sort: no argument for safety rests
  /// on the lease; an item whose stored 500 is replayed for ever becomes unknown, is proven uncounted and sent anew.
  package var isExpectedToBeCaught: Bool { !Self.notCaught.contains(self) }

  private static let notCaught: Set<Mutant> = [.noLease, .sameKeyAfterServerError]
}
