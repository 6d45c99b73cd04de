import Billing

/// One ledger in memory, shared by the handles that tests and the simulation open on it: its content, and who holds
/// the lease. Not safe to use from several threads at once.
package final class MemoryLedger {
  /// The content. Reading it takes a backup, assigning it restores one.
  package var state: LedgerState
  /// Whether `acquireLease` may take a lease that is still held, as when the holder is paused and its lease ran out.
  /// The earlier holder is fenced: it writes nothing any more.
  package var leaseMayBeTakenOver = false
  /// The lease given out last. Its number is never restored with the content, so that none is given out twice.
  private(set) var lease = Lease(number: 0, epoch: 0)
  private var holder: LeaseOwner?

  /// One taking of the lease.
  struct Lease: Hashable {
    /// Rises with every lease of this ledger, whatever its content is.
    let number: Int64
    /// The content's epoch then.
    let epoch: Int64
  }

  /// A ledger with that content; the default is an empty one.
  package init(_ state: LedgerState = LedgerState()) { self.state = state }

  /// Reads the content in place. A method called on a class's property gets a copy of it, which for a question about
  /// one row costs more than the answer; what is lent is not copied. `body` changes nothing, and calls nothing outside.
  func read<Answer>(_ body: (inout LedgerState) -> Answer) -> Answer { body(&state) }

  /// Gives out the next epoch, unless the content contradicts its witness.
  func acquire(_ owner: LeaseOwner, _ witness: WitnessCheck) throws(StoreError) -> Lease {
    if let holder, !leaseMayBeTakenOver { throw .locked(by: holder) }
    if case .against(let mark) = witness, let contradiction = read({ $0.identity.contradiction(to: mark) }) {
      throw .rolledBack(detail: contradiction)
    }
    holder = owner
    state.epoch += 1
    lease = Lease(number: lease.number + 1, epoch: state.epoch)
    if case .recovering(let hour) = witness {
      state.beginTimeline(Self.timelineID(lease.number), restoredBefore: hour)
    }
    return lease
  }

  /// 32 digits that no other lease of this ledger gives.
  private static func timelineID(_ leaseNumber: Int64) -> String {
    let digits = String(leaseNumber, radix: 16)
    return String(repeating: "f", count: 32 - digits.utf8.count) + digits
  }

  /// Does nothing when a later holder took the lease meanwhile.
  func release(_ lease: Lease) {
    if lease == self.lease { holder = nil }
  }

  /// A lease is good until the next is given out, and only for a content of its own epoch.
  func isCurrent(_ lease: Lease) -> Bool { lease == self.lease && lease.epoch == state.epoch }
}
