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
  /// An item refused for what it says loses the doubt of an earlier attempt, and a person may have it sent again.
  case parkingClearsDoubt
  /// After a 5xx the same Idempotency-Key is used again, so that the stored answer is replayed.
  case sameKeyAfterServerError
  /// Records that a batch did not process are taken for accepted, since the answer was 200.
  case unprocessedIsDelivered
  /// A batch that is refused as a whole is not halved: one bad record parks them all.
  case noHalving
  /// A runner that lost the lease goes on writing.
  case noFencing
  /// A commit whose outcome nobody knows, and which is lost, is taken for done.
  case trustUnknownCommit
  /// A process whose commit ended in a way nobody knows goes on.
  case goOnAfterUnknown
  /// After a restore an item that its own hour does not count is sent, whatever the whole series counts.
  case hourTellsAll
  /// A recovery leaves what was in doubt before it as it is, so that its bucket may be asked about at once.
  case recoveryKeepsDoubt
  /// The resolver never looks at what is in doubt.
  case neverAsks
  /// The resolver takes no notice of what else of a bucket is in doubt.
  case noIsolation
  /// The witness is never asked whether the ledger is an older copy.
  case noWitness
  /// The date of an answer is believed, however far it is from the clock that runs.
  case anyDate
  /// The date of an answer counts from the instant of asking, however long the process stood still before it asked.
  case untimelyDate
  /// Hours are given up before their provider refuses them.
  case earlyExpiry
  /// A claim takes two items of one series at once, so that the later total may arrive first.
  case notExclusive
  /// A run tries one item again and again.
  case noAttemptBound
  /// What is delivered is due again.
  case deliveredIsDue
  /// A seal is made once more when its answer is lost: its cells are in two of them.
  case sealTwice
  /// The same item is made by two seals.
  case itemTwice
  /// A change is acknowledged and not stored.
  case lostChange
  /// The witness does not tell the timeline of one recovery from that of another.
  case oneTimeline
  /// A seal never looks whether usage waits for an hour that its provider still takes.
  case forgetsWaiting
  /// The lease is never asked for. Expected to survive: no argument for safety rests on the lock.
  case noLease
  /// On the wire: one unit more is written than the bucket has.
  case valueOff
  /// On the wire: usage is written into the bucket after its own.
  case hourOff
  /// On the wire: an event names a meter that its customer has not.
  case foreignMeter
  /// On the wire: an answer about another event is taken for one about ours.
  case anyEcho
  /// On the wire: the verdicts of a batch are matched to its records by their position.
  case verdictsByPosition

  /// Whether the regime is expected to find it. The others are controls of another sort: no argument for safety rests
  /// on the lease; an item whose stored 500 is replayed for ever becomes unknown, is proven uncounted and sent anew.
  package var isExpectedToBeCaught: Bool { !Self.notCaught.contains(self) }

  private static let notCaught: Set<Mutant> = [.noLease, .sameKeyAfterServerError]

  /// Whether a world that speaks that way can make it.
  package func isKnown(by way: Way) -> Bool {
    switch way {
    case .seam: !Self.wireOnly.contains(self)
    case .wire: !Self.seamOnly.contains(self)
    }
  }

  /// Mistakes in what is written or read on the wire.
  private static let wireOnly: Set<Mutant> = [
    .valueOff, .hourOff, .foreignMeter, .anyEcho, .verdictsByPosition,
  ]

  /// Mistakes inside an adapter, made in the copies of the seam: on the wire the adapters run as they are.
  private static let seamOnly: Set<Mutant> = [
    .freshIdentPerAttempt, .noHalving, .unprocessedIsDelivered, .anyDate, .untimelyDate, .wallAfterPreflight,
    .hourTellsAll,
  ]
}
