package import Billing

/// A handle on a ledger in memory, with the rules of every other store: writing needs the lease, a verb that throws
/// changes nothing. The lease goes back when the handle goes.
package final class MemoryStore: Store {
  /// What a handle is opened for.
  package enum Mode: Hashable, Sendable {
    /// Reading and, under the lease, writing.
    case readWrite
    /// Reading only: what a dry run opens.
    case readOnly
  }
  /// What several handles share.
  package let ledger: MemoryLedger
  private let mode: Mode
  /// While this handle holds the lease, or believes so.
  private var lease: MemoryLedger.Lease?

  /// A handle without the lease.
  package init(_ ledger: MemoryLedger, mode: Mode = .readWrite) {
    self.ledger = ledger
    self.mode = mode
  }

  deinit { releaseLease() }

  package func acquireLease(
    _ owner: LeaseOwner, at now: Instant, witness: WitnessCheck
  ) throws(StoreError) {
    guard mode == .readWrite else { throw .readOnly }
    lease = try ledger.acquire(owner, witness)
  }

  package func releaseLease() {
    if let lease { ledger.release(lease) }
    lease = nil
  }

  /// Asked before every verb that writes. The verb then throws before it changes anything, or not at all.
  func requireLease() throws(StoreError) {
    guard mode == .readWrite else { throw .readOnly }
    guard let lease else { throw .ruleBroken(detail: "a write without the lease") }
    guard ledger.isCurrent(lease) else {
      throw .changedMeanwhile(
        detail: "another run took the lease (epoch \(ledger.state.epoch), ours was \(lease.epoch))")
    }
  }
}
