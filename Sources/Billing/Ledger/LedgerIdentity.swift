/// Which ledger this is, and how far it has come.
package struct LedgerIdentity: Hashable, Sendable {
  /// 32 hexadecimal digits, drawn when the ledger was made; copies of a file share it.
  package let ledgerID: String
  /// 32 hexadecimal digits: the ledger's own id at first, and drawn anew by every recovery, in the transaction that
  /// takes its lease. Within one timeline every attempt that was ever sent is in the copy with the most attempts;
  /// between two timelines epochs and attempts tell nothing.
  package let timelineID: String
  /// How often the lease was taken.
  package let epoch: Int64
  /// Attempts ever made durable.
  package let attemptCount: Int64
  /// The latest start of a run; `nil` before the first.
  package let latestRunAt: Instant?
  /// Items of buckets before this hour begin in doubt, since a lost part of the ledger's history may have sent them;
  /// `nil` for a ledger that was never restored.
  package let restoredBefore: UTCHour?
  /// The end of the last sealed window; `nil` before the first.
  package let sealedThrough: UTCHour?

  /// An identity of the parts given; the timeline is the ledger's first one unless said.
  package init(
    ledgerID: String, timelineID: String? = nil, epoch: Int64, attemptCount: Int64, latestRunAt: Instant?,
    restoredBefore: UTCHour? = nil, sealedThrough: UTCHour? = nil
  ) {
    self.ledgerID = ledgerID
    self.timelineID = timelineID ?? ledgerID
    self.epoch = epoch
    self.attemptCount = attemptCount
    self.latestRunAt = latestRunAt
    self.restoredBefore = restoredBefore
    self.sealedThrough = sealedThrough
  }

  /// Nothing this ledger knows of, and nothing that a lost part of its history may have done, was sent for a bucket
  /// that starts at this hour or later; `nil` while nothing can have been sent at all.
  package var sentBefore: UTCHour? {
    guard let restoredBefore, let sealedThrough else { return restoredBefore ?? sealedThrough }
    return max(restoredBefore, sealedThrough)
  }
}

extension LedgerIdentity {
  /// Why this ledger, found before a run takes its lease, is not the one the witness saw, or `nil` when it is. A ledger
  /// that has run and has no witness may be a copy, since the first run makes the witness; one that has not is new.
  package func contradiction(to witness: WitnessMark?) -> String? {
    guard let witness else {
      return attemptCount == 0 && latestRunAt == nil
        ? nil : "it has run and made \(attemptCount) attempts, and no witness of it is here: it may be a copy"
    }
    guard witness.ledgerID == ledgerID else {
      return "it is ledger \(ledgerID), and the witness is of ledger \(witness.ledgerID)"
    }
    guard witness.timelineID == timelineID else {
      return
        "its timeline is \(timelineID), and the witness's \(witness.timelineID): it is a copy from before a "
        + "recovery, or its own recovery has not come to its end"
    }
    if epoch < witness.epoch {
      return "it has seen \(epoch) runs, and the witness \(witness.epoch): it is an older copy"
    }
    if attemptCount < witness.attemptCount {
      return "it knows \(attemptCount) attempts, and the witness \(witness.attemptCount): it is an older copy"
    }
    if let seen = witness.sentBefore, sentBefore.map({ $0 < seen }) ?? true {
      return
        "it is sealed until \(sentBefore?.text ?? "the beginning"), and the witness saw \(seen.text): it is an "
        + "older copy"
    }
    return nil
  }
}
