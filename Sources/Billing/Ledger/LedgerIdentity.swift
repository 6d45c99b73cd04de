/// Which ledger this is, and how far it has come.
package struct LedgerIdentity: Hashable, Sendable {
  /// 32 hexadecimal digits, drawn when the ledger was made; copies of a file share it.
  package let ledgerID: String
  /// How often the lease was taken.
  package let epoch: Int64
  /// Attempts ever made durable.
  package let attemptCount: Int64
  /// The latest start of a run; `nil` before the first.
  package let latestRunAt: Instant?

  /// An identity of the parts given.
  package init(ledgerID: String, epoch: Int64, attemptCount: Int64, latestRunAt: Instant?) {
    self.ledgerID = ledgerID
    self.epoch = epoch
    self.attemptCount = attemptCount
    self.latestRunAt = latestRunAt
  }
}

/// What is remembered of a ledger outside of it, so that an older copy put in its place is noticed before anything is
/// sent: it would send again what the lost part of its history had sent.
package struct WitnessMark: Hashable, Sendable {
  /// The ledger.
  package let ledgerID: String
  /// The highest epoch seen.
  package let epoch: Int64
  /// The highest count of attempts seen.
  package let attemptCount: Int64

  /// A mark of the parts given.
  package init(ledgerID: String, epoch: Int64, attemptCount: Int64) {
    self.ledgerID = ledgerID
    self.epoch = epoch
    self.attemptCount = attemptCount
  }

  /// The mark of a ledger as it is.
  package init(_ identity: LedgerIdentity) {
    self.init(ledgerID: identity.ledgerID, epoch: identity.epoch, attemptCount: identity.attemptCount)
  }
}

/// What a lease is checked against before it is taken.
package enum WitnessCheck: Hashable, Sendable {
  /// The witness's mark, `nil` when there is none.
  case against(WitnessMark?)
  /// A person has decided that this ledger is the one to go on with.
  case waived
}

extension LedgerIdentity {
  /// Why this ledger, found before a run takes its lease, is not the one the witness saw, or `nil` when it is. A ledger
  /// that has sent something and has no witness may be a copy; one that has sent nothing is new.
  package func contradiction(to witness: WitnessMark?) -> String? {
    guard let witness else {
      return attemptCount == 0
        ? nil : "it has made \(attemptCount) attempts, and no witness of it is here: it may be a copy"
    }
    guard witness.ledgerID == ledgerID else {
      return "it is ledger \(ledgerID), and the witness is of ledger \(witness.ledgerID)"
    }
    if epoch < witness.epoch {
      return "it has seen \(epoch) runs, and the witness \(witness.epoch): it is an older copy"
    }
    if attemptCount < witness.attemptCount {
      return "it knows \(attemptCount) attempts, and the witness \(witness.attemptCount): it is an older copy"
    }
    return nil
  }
}
