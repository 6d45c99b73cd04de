import Billing
import MemoryStore

/// The ledger as one process reaches it: every verb of the store in memory, and what may go wrong with it.
///
/// A verb that becomes durable is told to the world's mirror at the same moment, whatever the process hears of it.
final class SimulatedStore: Store {
  let process: SimulatedProcess
  private var inner: MemoryStore?
  /// Claims that the mutant `noInFlight` keeps to itself until their answer.
  var hiddenClaims: [String: ItemTransition] = [:]
  /// For the mutant `trustUnknownCommit`: whether the commit under way is lost.
  private(set) var losesCommit = false

  var world: World { process.world }

  init(_ process: SimulatedProcess) {
    self.process = process
    inner = MemoryStore(process.world.ledger)
  }

  /// The process ended: the lease goes back, as a lock on a file does.
  func close() {
    if world.leaseHolder?.id == process.id { world.leaseHolder = nil }
    inner = nil
  }

  static let path = "ledger"
  private static let dead = StoreError.failed(detail: "the process is dead")

  /// A verb that only reads.
  @inline(__always)
  func read<Value: ~Copyable>(
    _ body: (MemoryStore) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    guard world.enter(process, .read), let inner else { throw Self.dead }
    return try body(inner)
  }

  /// A verb that commits. `body` is the whole effect: the store's and the mirror's.
  @inline(__always)
  func write<Value: ~Copyable>(
    _ call: SeamCall, _ body: (MemoryStore) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    guard world.enter(process, call), let inner else { throw Self.dead }
    if process.hasUnknownCommit, call != .finishRun {
      world.report(.i28, "\(process.name) calls \(call.name) after a commit of unknown outcome")
    }
    let fault = world.choices.first(of: .store)
    if let fault { world.marks.hit(fault) }
    switch fault {
    case .storeFailure: throw note(call, .failed(detail: "as the seed has it"))
    case .diskFull: throw note(call, .diskFull(path: Self.path))
    case .commitUnknownLost where world.mutant == .trustUnknownCommit: losesCommit = true
    case .commitUnknownLost:
      process.hasUnknownCommit = true
      throw note(call, .commitUnknown(detail: "not durable, and nobody knows"))
    case .slowStore: world.advance(by: 90_000_000)
    default: break
    }
    let value = try perform(call, on: inner, body)
    losesCommit = false
    if world.choices.happens(.commitUnknownDurable) {
      world.marks.hit(.commitUnknownDurable)
      process.hasUnknownCommit = true
      if world.mutant == .goOnAfterUnknown { return value }
      throw note(call, .commitUnknown(detail: "durable, and nobody knows"))
    }
    guard world.leave(process, call) else { throw Self.dead }
    return value
  }

  @inline(__always)
  private func perform<Value: ~Copyable>(
    _ call: SeamCall, on inner: MemoryStore, _ body: (MemoryStore) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    if world.mutant == .noFencing || world.mutant == .noLease, world.leaseHolder?.id != process.id {
      try takeLeaseAgain(inner)
    }
    do throws(StoreError) {
      let value = try body(inner)
      if world.leaseHolder?.id != process.id, world.mutant != .noLease {
        world.report(.i25, "\(process.name) wrote (\(call.name)) after it lost the lease")
      }
      process.lastWriteMicroseconds = world.microseconds
      return value
    } catch {
      if case .changedMeanwhile = error { world.marks.hit(.staleWriteRefused) }
      throw note(call, error)
    }
  }

  /// The mistake of two mutants: whoever writes counts as the holder.
  private func takeLeaseAgain(_ inner: MemoryStore) throws(StoreError) {
    world.ledger.leaseMayBeTakenOver = true
    try inner.acquireLease(owner, at: world.now, witness: .waived)
    world.ledger.leaseMayBeTakenOver = false
  }

  private var owner: LeaseOwner {
    LeaseOwner(
      host: "host", processID: Int32(process.id), bootID: "", command: process.name,
      since: world.now)
  }

  private func note(_ call: SeamCall, _ error: StoreError) -> StoreError {
    world.note(process.name, "\(call.name) fails: \(error)")
    return error
  }
}

// MARK: - Lease and runs

extension SimulatedStore {
  /// How long a holder may be silent before a lease that runs out is somebody else's.
  static let leaseMicroseconds: Int64 = 10 * 60_000_000

  func acquireLease(
    _ owner: LeaseOwner, at now: Instant, witness: WitnessCheck
  ) throws(StoreError) {
    guard world.enter(process, .acquireLease), let inner else { throw Self.dead }
    let holder = world.leaseHolder
    let isSilent =
      holder.map { world.microseconds - $0.lastWriteMicroseconds > Self.leaseMicroseconds } ?? false
    world.ledger.leaseMayBeTakenOver =
      world.mutant == .noLease || isSilent && world.scenario.leaseRunsOut
    defer { world.ledger.leaseMayBeTakenOver = false }
    var witness = witness
    if world.mutant == .noWitness, !process.isRecovery { witness = .waived }
    do throws(StoreError) {
      try inner.acquireLease(owner, at: now, witness: witness)
    } catch {
      if case .rolledBack = error { world.marks.hit(.rollbackRefused) }
      throw note(.acquireLease, error)
    }
    if case .recovering(let hour) = witness { world.mirror.noteRestored(before: hour) }
    if let holder {
      world.note(process.name, "takes the lease of \(holder.name)")
      world.marks.hit(.leaseTakenOver)
    } else {
      world.note(process.name, "has the lease")
    }
    world.leaseHolder = process
    process.lastWriteMicroseconds = world.microseconds
    guard world.leave(process, .acquireLease) else { throw Self.dead }
  }

  func releaseLease() {
    guard world.enter(process, .releaseLease), let inner else { return }
    inner.releaseLease()
    if world.leaseHolder?.id == process.id { world.leaseHolder = nil }
    _ = world.leave(process, .releaseLease)
  }

  func beginRun(_ run: RunRecord) throws(StoreError) -> Int64 {
    try write(.beginRun) { store throws(StoreError) in try store.beginRun(run) }
  }

  func finishRun(
    _ runID: Int64, at now: Instant, exitCode: Int32, resultsJSON: @autoclosure () -> String
  ) throws(StoreError) {
    try write(.finishRun) { store throws(StoreError) in
      try store.finishRun(runID, at: now, exitCode: exitCode, resultsJSON: resultsJSON())
    }
  }
}

// MARK: - Events, windows and seals

extension SimulatedStore {
  func post(
    _ batch: EventBatch, of source: SourceDescription, isLast: Bool, runID: Int64, at now: Instant,
    metering: ([PostedBlock]) -> [Cell]
  ) throws(StoreError) -> PostingTally {
    try write(.post) { store throws(StoreError) in
      let tally = try store.post(
        batch, of: source, isLast: isLast, runID: runID, at: now, metering: metering)
      if world.mirror.post(batch) > 0 { world.marks.hit(.duplicateUsage) }
      return tally
    }
  }

  func addDueWindows(_ windows: [BillingWindow]) throws(StoreError) {
    try write(.addDueWindows) { store throws(StoreError) in try store.addDueWindows(windows) }
  }

  func seal(_ plan: SealPlan, runID: Int64, at now: Instant) throws(StoreError) -> Int64 {
    try write(.seal) { store throws(StoreError) in
      // The mistake of the mutant: the process dies between the two transactions of a seal.
      let isTorn = world.mutant == .nonAtomicPlan && !plan.items.isEmpty && world.choices.oneIn(8)
      guard isTorn else { return try seal(plan, in: store, runID: runID, at: now) }
      let sealID = try seal(plan.withoutItems, in: store, runID: runID, at: now)
      process.die()
      return sealID
    }
  }

  private func seal(
    _ plan: SealPlan, in store: MemoryStore, runID: Int64, at now: Instant
  ) throws(StoreError) -> Int64 {
    let sealID = try store.seal(plan, runID: runID, at: now)
    noteSeal(plan)
    world.mirror.seal(plan, world)
    // The store would refuse these mistakes by itself; the mirror must see them without that help.
    if let second = plan.again(by: world.mutant) { world.mirror.seal(second, world) }
    return sealID
  }

  private func noteSeal(_ plan: SealPlan) {
    if plan.charges.contains(where: { $0.state == .held(.hourClosed) }) { world.marks.hit(.hourClosed) }
    guard world.history != nil, !plan.sealedCellIDs.isEmpty || !plan.items.isEmpty else { return }
    let items = plan.items.map {
      "\($0.bucket.itemID.suffix(6)) \($0.bucket.key.provider) \($0.bucket.key.series) "
        + "\($0.bucket.key.start.text) r\($0.bucket.revision) \($0.bucket.valueText)"
    }
    world.note(process.name, "seals \(plan.window.text): \(items.joined(separator: "; "))")
  }
}

extension SealPlan {
  /// The seal that a mutant makes besides.
  fileprivate func again(by mutant: Mutant?) -> SealPlan? {
    var second = SealPlan(window: window, catalogVersion: catalogVersion)
    switch mutant {
    case .sealTwice: second.sealedCellIDs = sealedCellIDs
    case .itemTwice: second.items = items
    default: return nil
    }
    return second
  }

  /// The first half of a torn seal: cells, window and carries, and no item.
  fileprivate var withoutItems: SealPlan {
    var plan = self
    plan.items = []
    plan.supersededItems = [:]
    plan.charges = charges.map { charge in
      guard case .planned = charge.state else { return charge }
      return Charge(
        cellID: charge.cellID, meterID: charge.meterID, provider: charge.provider, quantity: charge.quantity,
        money: charge.money, priceID: charge.priceID, billedSteps: charge.billedSteps,
        state: .planned(itemID: nil))
    }
    return plan
  }
}
