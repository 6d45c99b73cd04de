import Billing

/// One ledger in memory, shared by the handles that tests and the simulation open on it: its content, and who holds
/// the lease. Not safe to use from several threads at once.
package final class MemoryLedger {
  /// The content. Reading it takes a backup, assigning it restores one.
  package var state: LedgerState
  /// Whether `acquireLease` may take a lease that is still held, as when the holder is paused and its lease ran out.
  /// The earlier holder is fenced: it writes nothing any more.
  package var leaseMayBeTakenOver = false
  /// Rises with every lease; never restored with the content, so that no epoch is given out twice.
  private(set) var epoch: Int64 = 0
  private(set) var holder: LeaseOwner?

  /// A ledger with that content; the default is an empty one.
  package init(_ state: LedgerState = LedgerState()) { self.state = state }

  /// Gives out the next epoch.
  func acquire(_ owner: LeaseOwner) throws(StoreError) -> Int64 {
    if let holder, !leaseMayBeTakenOver { throw .locked(by: holder) }
    holder = owner
    epoch += 1
    return epoch
  }

  /// Does nothing when a later holder took the lease meanwhile.
  func release(epoch: Int64) {
    if epoch == self.epoch { holder = nil }
  }
}
