import Billing

@testable import LedgerWitness
@testable import SQLiteStore

extension FuzzTarget {
  /// The text of a witness, and of a lease's owner.
  static let marks = FuzzTarget(
    name: "marks",
    words: [
      "ledger_id", "epoch", "attempts", "\"7\"", "host", "process_id", "boot_id", "command", "since",
      "2026-11-21T03:00:00Z", "0123456789abcdef0123456789abcdef", "2147483648", "-5",
    ]
  ) { bytes throws(BrokenRule) in
    var isAccepted = false
    if let mark = MarkText.read(bytes) {
      isAccepted = true
      // Less than nothing would let every older copy of the ledger pass.
      try BrokenRule.unless(mark.epoch >= 0 && mark.attemptCount >= 0, "the mark \(mark)")
      try BrokenRule.unless(
        MarkText.read(MarkText.write(mark, byteCount: 256)) == mark, "written, \(mark) reads as another")
    }
    if let owner = LeaseOwnerText.read(bytes) {
      isAccepted = true
      try BrokenRule.unless(
        LeaseOwnerText.read(LeaseOwnerText.write(owner)) == owner, "written, \(owner) reads as another")
    }
    return isAccepted ? .accepted : .refused
  }
}
