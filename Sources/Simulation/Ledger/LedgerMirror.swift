import Billing

/// A second set of books beside the store: it hears of every transaction that became durable, and judges it by rules of
/// its own.
final class LedgerMirror {
  struct Item {
    let id: String
    let bucket: Int
    let revision: Int
    let units: Int128
    let bytes: [UInt8]
    let batchKey: String
    let allocations: [Allocation]
    var progress: DispatchProgress

    var isDoubtful: Bool {
      switch progress.state {
      case .inFlight, .unknown: true
      case .planned, .held, .skipped, .deferred, .parked: progress.ambiguousSince != nil
      case .delivered, .rejected, .expired, .superseded: false
      }
    }
  }

  struct ChargeKey: Hashable {
    let cellID: Int64
    let meterID: String
    let provider: ProviderID
  }

  let books: Books
  private(set) var items: [Item] = []
  private(set) var indexOfID: [String: Int] = [:]
  private var sealedCells: Set<Int64> = []
  private(set) var carries: [CarryKey: Carry] = [:]
  private var emitted: [CarryKey: Int128] = [:]
  /// Charges that wait: what of them is not in any carry.
  private(set) var waiting: [ChargeKey: Charge] = [:]
  private(set) var postedKeys: Set<EventKey> = []
  /// When an item of a bucket last left, by true time.
  private var lastDepartures: [Int: Int64] = [:]
  private(set) var restoredBefore: UTCHour?
  /// Whether some of what the providers count may be missing here: an older copy of the ledger took its place.
  private(set) var isIncomplete = false

  init(_ books: Books) { self.books = books }

  /// Events that became durable; answers how many were there already.
  func post(_ batch: EventBatch) -> Int {
    var repeatedCount = 0
    for block in batch.blocks {
      for row in block.rows where !postedKeys.insert(row.key).inserted { repeatedCount += 1 }
    }
    return repeatedCount
  }

  /// Ends where the units of an item count as: delivered, doubtful or neither.
  private func move(_ item: Item, sign: Int128) {
    if item.progress.state == .delivered { books.buckets[item.bucket].deliveredUnits += sign * item.units }
    if item.isDoubtful { books.buckets[item.bucket].doubtfulUnits += sign * item.units }
  }

  func item(_ id: String) -> Item? { indexOfID[id].map { items[$0] } }

  /// What the ledger has as delivered of a series.
  func deliveredUnits(ofSeries series: Int, in hours: BillingWindow) -> Int128 {
    books.buckets.reduce(0) { sum, bucket in
      bucket.series == series && hours.contains(bucket.key.start) ? sum + bucket.deliveredUnits : sum
    }
  }

  /// Items that a run may still have to send.
  var openItems: [Item] { items.filter { $0.progress.state.isSendable } }
}

// MARK: - Copies

extension LedgerMirror {
  /// What the mirror knows, as a value.
  struct Copy {
    fileprivate let items: [Item]
    fileprivate let indexOfID: [String: Int]
    fileprivate let sealedCells: Set<Int64>
    fileprivate let carries: [CarryKey: Carry]
    fileprivate let emitted: [CarryKey: Int128]
    fileprivate let waiting: [ChargeKey: Charge]
    fileprivate let postedKeys: Set<EventKey>
    fileprivate let restoredBefore: UTCHour?
  }

  func copy() -> Copy {
    Copy(
      items: items, indexOfID: indexOfID, sealedCells: sealedCells, carries: carries, emitted: emitted,
      waiting: waiting, postedKeys: postedKeys, restoredBefore: restoredBefore)
  }

  /// Goes back with the ledger to an older copy; what providers count stays as it is.
  func restore(_ copy: Copy) {
    (items, indexOfID, sealedCells, carries) = (copy.items, copy.indexOfID, copy.sealedCells, copy.carries)
    (emitted, waiting, postedKeys) = (copy.emitted, copy.waiting, copy.postedKeys)
    (restoredBefore, isIncomplete) = (copy.restoredBefore, true)
    for index in books.buckets.indices {
      books.buckets[index].deliveredUnits = 0
      books.buckets[index].doubtfulUnits = 0
    }
    for item in items { move(item, sign: 1) }
  }
}

// MARK: - Sealing

extension LedgerMirror {
  /// A seal that became durable.
  func seal(_ plan: SealPlan, _ world: World) {
    for id in plan.sealedCellIDs where !sealedCells.insert(id).inserted {
      world.report(.i7, "cell \(id) is sealed twice")
    }
    for (old, new) in plan.supersededItems { supersede(old, by: new, world) }
    for planned in plan.items { add(planned, world) }
    for charge in plan.charges { take(charge) }
    for (key, carry) in plan.carries { take(carry, of: key, world) }
    for key in plan.carries.keys { checkEmitted(of: key, world) }
  }

  /// What a project's carries emitted, those before and after a restore together, is in items.
  private func checkEmitted(of key: CarryKey, _ world: World) {
    let whole = CarryKey(provider: key.provider, series: key.series, projectID: key.projectID)
    let carried = carries.reduce(Int128(0)) { sum, entry in
      let other = CarryKey(
        provider: entry.key.provider, series: entry.key.series, projectID: entry.key.projectID)
      return other == whole ? sum + entry.value.emittedUnits : sum
    }
    let units = emitted[whole, default: 0]
    if units != carried {
      world.report(.i3, "\(key.series) of \(key.projectID): \(carried) emitted, \(units) in items")
    }
  }

  private func add(_ planned: PlannedItem, _ world: World) {
    let id = planned.bucket.itemID
    let bucket = books.bucket(planned.bucket.key)
    if indexOfID[id] != nil { world.report(.i8, "\(id) is sealed twice") }
    if planned.bucket.key.provider == SimulatedCatalog.awsID, planned.bucket.revision > 0 {
      world.report(.i23, "a second record for \(planned.bucket.key.series) \(planned.bucket.key.start.text)")
    }
    if planned.units <= 0 { world.report(.i3, "\(id) has \(planned.units) units") }
    for allocation in planned.newAllocations {
      emitted[carryKey(planned.bucket.key, allocation), default: 0] += allocation.units
    }
    indexOfID[id] = items.count
    items.append(
      Item(
        id: id, bucket: bucket, revision: planned.bucket.revision, units: planned.units,
        bytes: planned.payload.bytes, batchKey: planned.payload.batchKey,
        allocations: planned.newAllocations, progress: planned.progress))
    move(items[items.count - 1], sign: 1)
    world.marks.hit(planned.progress.state)
    if planned.bucket.key.start.adding(hours: 1) < plan(world) { world.marks.hit(.lateUsage) }
  }

  /// The end of the hour before the present one: usage of earlier hours is late.
  private func plan(_ world: World) -> UTCHour { world.now.hour }

  private func carryKey(_ bucket: BucketKey, _ allocation: Allocation) -> CarryKey {
    CarryKey(provider: bucket.provider, series: bucket.series, projectID: allocation.projectID)
  }

  private func supersede(_ old: String, by new: String, _ world: World) {
    guard let index = indexOfID[old] else {
      world.report(.books, "\(old) is replaced by \(new) and was never sealed")
      return
    }
    if items[index].progress.attemptCount > 0 {
      world.report(.i12, "\(old) is replaced by \(new) after an attempt")
    }
    for allocation in items[index].allocations {
      emitted[carryKey(books.buckets[items[index].bucket].key, allocation), default: 0] -= allocation.units
    }
    world.marks.hit(Transitions.Pair(from: items[index].progress.state, to: .superseded))
    world.marks.hit(.superseded)
    items[index].progress.state = .superseded
  }

  private func take(_ charge: Charge) {
    let key = ChargeKey(cellID: charge.cellID, meterID: charge.meterID, provider: charge.provider)
    switch charge.state {
    case .held, .skipped: waiting[key] = charge
    case .planned, .replaced: waiting[key] = nil
    }
  }

  private func take(_ carry: Carry, of key: CarryKey, _ world: World) {
    carries[key] = carry
    if carry.remainderSteps < 0 || carry.remainderSteps >= carry.stepsPerUnit {
      world.report(.i4, "\(key.series) of \(key.projectID) carries \(carry.remainderSteps) steps")
    }
    if carry.remainderSteps > 0 { world.marks.hit(.carryLeft) }
  }
}

// MARK: - Items

extension LedgerMirror {
  /// A claim that became durable.
  func claim(_ transitions: [ItemTransition], _ process: SimulatedProcess) {
    let world = process.world
    for transition in transitions {
      move(transition, world)
      process.attemptsOfItem[transition.itemID, default: 0] += 1
      let attemptCount = process.attemptsOfItem[transition.itemID, default: 0]
      if attemptCount > world.scenario.attemptCountMax {
        world.report(.i24, "\(transition.itemID): attempt \(attemptCount) of one run")
      }
    }
    checkRule(transitions, world)
  }

  private func checkRule(_ transitions: [ItemTransition], _ world: World) {
    let claimed = transitions.compactMap { item($0.itemID) }
    guard claimed.count > 1 else { return }
    let isStripe = books.buckets[claimed[0].bucket].key.provider == SimulatedCatalog.stripeID
    if isStripe {
      let series = Set(claimed.map { books.buckets[$0.bucket].series })
      if series.count < claimed.count { world.report(.i22, "two items of one series are in flight at once") }
    } else if claimed.count > 25 || Set(claimed.map(\.batchKey)).count > 1 {
      world.report(.i22, "\(claimed.count) records of \(Set(claimed.map(\.batchKey)).count) products")
    }
  }

  /// Attempts that ended, durably.
  func settle(_ transitions: [ItemTransition], _ world: World) {
    for transition in transitions { move(transition, world) }
  }

  /// Changes that no attempt made, durably.
  func apply(_ transitions: [ItemTransition], _ world: World) {
    for transition in transitions { move(transition, world) }
  }

  private func move(_ transition: ItemTransition, _ world: World) {
    guard let index = indexOfID[transition.itemID] else {
      world.report(.books, "\(transition.itemID) moves and was never sealed")
      return
    }
    let from = items[index].progress.state
    let to = transition.to
    let pair = Transitions.Pair(from: from, to: to.state)
    if Transitions.index[pair] == nil {
      world.report(
        to.state == .inFlight ? .i12 : from == .inFlight && to.state == .expired ? .i20 : .books,
        "\(transition.itemID) goes from \(from) to \(to.state)")
    }
    world.marks.hit(pair)
    if to.state != from { world.marks.hit(to.state) }
    move(items[index], sign: -1)
    items[index].progress = to
    move(items[index], sign: 1)
    if from == .unknown { checkProof(items[index], world) }
    check(items[index], world)
  }

  /// A doubt ends by proof, on a bucket in which nothing else is in doubt and nothing has moved for twice the lag.
  private func checkProof(_ item: Item, _ world: World) {
    switch item.progress.state {
    case .delivered: world.marks.hit(.provenCounted)
    case .planned: world.marks.hit(item.isDoubtful ? .resendable : .provenNotCounted)
    default: return
    }
    guard !item.isDoubtful, !isIncomplete, let number = FrozenBytes.number(in: item.bytes) else { return }
    if items.contains(where: { $0.bucket == item.bucket && $0.id != item.id && $0.isDoubtful }) {
      world.report(.i16, "\(item.id) is resolved while another of its bucket is in doubt")
    }
    let isCounted = books.records[number].executionCount > 0
    if isCounted != (item.progress.state == .delivered) {
      world.report(.i16, "\(item.id) is resolved as \(item.progress.state), and counted is \(isCounted)")
    }
    let quietMicroseconds = world.microseconds - lastDepartures[item.bucket, default: 0]
    if quietMicroseconds < 2 * 3_600_000_000 {
      world.report(.i16, "\(item.id) is resolved \(quietMicroseconds / 1_000_000) s after the last sending")
    }
  }

  /// An item left for its provider.
  func noteDeparture(_ id: String, at microseconds: Int64) {
    if let index = indexOfID[id] { lastDepartures[items[index].bucket] = microseconds }
  }

  /// The ledger was restored, and a person knows it.
  func noteRestored(before hour: UTCHour) { restoredBefore = hour }

  private func check(_ item: Item, _ world: World) {
    guard let number = FrozenBytes.number(in: item.bytes) else { return }
    let executionCount = books.records[number].executionCount
    switch item.progress.state {
    case .rejected where executionCount > 0:
      world.report(.i19, "\(item.id) is rejected, and the provider counted it")
    case .expired where item.progress.attemptCount > 0 || executionCount > 0:
      world.report(.i20, "\(item.id) is expired after \(item.progress.attemptCount) attempts")
    case .parked where item.progress.attemptCount > 0 && !isIncomplete && !isRefused(item, world):
      world.report(.i21, "\(item.id) is parked, and the provider refuses nothing of it")
    case .delivered where executionCount == 0 && !isIncomplete:
      world.report(.i2, "\(item.id) is delivered, and the provider never had it")
    default: break
    }
    world.checkBucket(item.bucket)
  }
}

extension LedgerMirror {
  /// Whether the provider has a reason of its own to refuse an item, or a total that explains nothing.
  fileprivate func isRefused(_ item: Item, _ world: World) -> Bool {
    world.isPoisoned(series: books.buckets[item.bucket].series) || item.progress.ambiguousSince != nil
  }
}

extension World {
  /// Holds a bucket's numbers against the promise.
  func checkBucket(_ bucket: Int) {
    guard violation == nil, let broken = books.violation(in: bucket, mayCountMore: mirror.isIncomplete)
    else { return }
    report(broken.invariant, broken.detail)
  }
}
