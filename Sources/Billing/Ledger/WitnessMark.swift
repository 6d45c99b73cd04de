/// What is remembered of a ledger outside of it, so that an older copy put in its place is noticed before anything is
/// sent: it would send again what the lost part of its history had sent.
package struct WitnessMark: Hashable, Sendable {
  /// The ledger.
  package let ledgerID: String
  /// Its timeline: the one whose recovery came to its end last.
  package let timelineID: String
  /// The highest epoch seen in that timeline.
  package let epoch: Int64
  /// The highest count of attempts seen in that timeline.
  package let attemptCount: Int64
  /// Nothing was sent for a bucket that starts at this hour or later, in this timeline or any before it.
  package let sentBefore: UTCHour?

  /// A mark of the parts given; the timeline is the ledger's first one unless said.
  package init(
    ledgerID: String, timelineID: String? = nil, epoch: Int64, attemptCount: Int64, sentBefore: UTCHour? = nil
  ) {
    self.ledgerID = ledgerID
    self.timelineID = timelineID ?? ledgerID
    self.epoch = epoch
    self.attemptCount = attemptCount
    self.sentBefore = sentBefore
  }

  /// The mark of a ledger as it is.
  package init(_ identity: LedgerIdentity) {
    self.init(
      ledgerID: identity.ledgerID, timelineID: identity.timelineID, epoch: identity.epoch,
      attemptCount: identity.attemptCount, sentBefore: identity.sentBefore)
  }
}

/// What a lease is checked against before it is taken.
package enum WitnessCheck: Hashable, Sendable {
  /// The witness's mark, `nil` when there is none.
  case against(WitnessMark?)
  /// Nobody remembers this ledger from outside: every copy of it passes.
  case waived
  /// A person has decided that this ledger is the one to go on with, although a lost part of its history may have sent
  /// anything for buckets before that hour. It begins a new timeline in the same transaction, so that the witness
  /// refuses it until the recovery has come to its end, however often one fails.
  case recovering(before: UTCHour)
}
