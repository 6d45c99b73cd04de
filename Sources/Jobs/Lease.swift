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
  package func take(_ owner: LeaseOwner) throws(RunError) {
    let now = clock.now()
    try compareWithLastRun(now)
    let check = try witnessCheck()
    try inStore { () throws(StoreError) in try store.acquireLease(owner, at: now, witness: check) }
    do throws(RunError) {
      try keepMark(isDurable: true)
    } catch {
      store.releaseLease()
      throw error
    }
  }

  /// Takes it for a recovery, whatever the witness says, which goes on refusing the ledger until the recovery ends with
  /// `keepMark`. Answers the hour before which the ledger is in doubt, and the time as a target confirms it.
  ///
  /// A lost part of the ledger's history can have sent nothing for an hour that had not begun: so the hour after the
  /// present one, as a target confirms it, and no hour that the ledger or its witness had come to.
  func takeForRecovery(_ owner: LeaseOwner) throws(RunError) -> (before: UTCHour, confirmedAt: Instant) {
    let now = try confirmedTime()
    let identity = try inStore { () throws(StoreError) in try store.identity() }
    let known = [identity.sentBefore, markIfAny(of: identity)?.sentBefore].compactMap(\.self)
    let hour = known.reduce(now.hour.adding(hours: 1)) { max($0, $1) }
    try inStore { () throws(StoreError) in
      try store.acquireLease(owner, at: clock.now(), witness: .recovering(before: hour))
    }
    return (hour, now)
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

  /// The latest of this machine's time and of all that the targets tell; at least one tells it, and none differs.
  private func confirmedTime() throws(RunError) -> Instant {
    let now = clock.now()
    var latest: Instant?
    for provider in providers {
      guard let time = provider.askTime() else { continue }
      let seconds = now.seconds(since: time)
      guard abs(seconds) <= SendingTimes.clockDifferenceSecondsMax else {
        throw .clockDiffers(provider: provider.id, seconds: seconds)
      }
      latest = max(latest ?? now, time)
    }
    guard let latest else { throw .timeUnconfirmed }
    return latest
  }

  /// What the witness remembers of this ledger; a witness that is damaged or gone is what a recovery is for.
  private func markIfAny(of identity: LedgerIdentity) -> WitnessMark? {
    guard let mark = try? witness?.mark(), mark.ledgerID == identity.ledgerID else { return nil }
    return mark
  }

  private func witnessCheck() throws(RunError) -> WitnessCheck {
    guard let witness else { return .waived }
    do throws(WitnessError) {
      return .against(try witness.mark())
    } catch {
      throw .witness(error)
    }
  }
}
