package import Billing

/// Taking the ledger: nobody else holds it, it is the one that last sent from here, and time has not gone back since.
///
/// The start of the last run was read from this machine's clock, which may have been ahead then. A target that tells
/// the same time as the clock now proves that it was; else one run under a wrong clock would refuse every later one.
package struct Lease {
  private let store: any Store
  private let witness: (any Witness)?
  private let clock: any Clock
  private let providers: [any Provider]

  /// How far this machine's clock may be behind the start of the last run.
  static let clockBehindSecondsMax: Int64 = 300

  /// A lease on `store`; without a witness an older copy of the ledger goes unnoticed.
  package init(
    store: any Store, witness: (any Witness)?, clock: any Clock, providers: [any Provider] = []
  ) {
    self.store = store
    self.witness = witness
    self.clock = clock
    self.providers = providers
  }

  /// Takes it. When it throws, it is not held.
  package func take(_ owner: LeaseOwner, isWitnessWaived: Bool = false) throws(RunError) {
    let now = clock.now()
    try compareWithLastRun(now)
    let check = try witnessCheck(isWaived: isWitnessWaived)
    try inStore { () throws(StoreError) in try store.acquireLease(owner, at: now, witness: check) }
    // Until a recovery is whole, the witness goes on refusing the ledger.
    guard !isWitnessWaived else { return }
    do throws(RunError) {
      try keepMark(isDurable: true)
    } catch {
      store.releaseLease()
      throw error
    }
  }

  /// Tells the witness how far the ledger has come.
  func keepMark(isDurable: Bool) throws(RunError) {
    guard let witness else { return }
    let identity = try inStore { () throws(StoreError) in try store.identity() }
    do throws(WitnessError) {
      try witness.keep(WitnessMark(identity), isDurable: isDurable)
    } catch {
      throw .witness(error)
    }
  }

  /// A clock that went back would call usage late, or not over, that is neither.
  private func compareWithLastRun(_ now: Instant) throws(RunError) {
    let identity = try inStore { () throws(StoreError) in try store.identity() }
    guard let latestRunAt = identity.latestRunAt,
      now < latestRunAt.adding(seconds: -Self.clockBehindSecondsMax), !isConfirmed(now)
    else { return }
    throw .clockBehind(latestRunAt: latestRunAt, now: now)
  }

  /// Whether a target tells the same time.
  private func isConfirmed(_ now: Instant) -> Bool {
    providers.contains { provider in
      provider.askTime().map { abs($0.seconds(since: now)) <= Self.clockBehindSecondsMax } ?? false
    }
  }

  private func witnessCheck(isWaived: Bool) throws(RunError) -> WitnessCheck {
    guard let witness, !isWaived else { return .waived }
    do throws(WitnessError) {
      return .against(try witness.mark())
    } catch {
      throw .witness(error)
    }
  }
}
