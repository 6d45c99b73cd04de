import Billing
import Hashing

/// Hand-made seals: GPU hours used of every open cell, in micro-hours, one bucket a provider and project.
struct PlanDraft {
  static let stepsPerUnit: Int128 = 1_000_000
  var plan: SealPlan
  let snapshot: LedgerSnapshot

  init(_ window: BillingWindow, _ snapshot: LedgerSnapshot) {
    plan = SealPlan(window: window, catalogVersion: "catalog-1")
    self.snapshot = snapshot
    plan.sealedCellIDs = snapshot.openCells.map(\.id)
  }

  /// Plans every open cell for every provider it names.
  mutating func planAll() {
    for cell in snapshot.openCells {
      for provider in cell.cell.key.providers { add(cell, to: provider) }
    }
  }

  /// One charge, one item, one carry.
  mutating func add(_ cell: StoredCell, to provider: ProviderID, revision: Int = 0) {
    let key = cell.cell.key
    let steps = cell.cell.sums.gpuHoursUsed
    let carryKey = CarryKey(provider: provider, series: "series-\(key.projectID)", projectID: key.projectID)
    var carry =
      plan.carries[carryKey] ?? snapshot.carries[carryKey] ?? Carry(stepsPerUnit: Self.stepsPerUnit)
    let units = carry.emit(adding: steps)
    plan.carries[carryKey] = carry
    let bucket = BucketKey(provider: provider, series: carryKey.series, start: key.hour, hours: 1)
    let item = Self.item(bucket, revision: revision, units: units, projectID: key.projectID)
    plan.items.append(item)
    plan.charges.append(Self.charge(cell, provider, .planned(itemID: item.bucket.itemID)))
  }

  static func charge(_ cell: StoredCell, _ provider: ProviderID, _ state: Charge.State) -> Charge {
    Charge(
      cellID: cell.id, meterID: "gpu_hours_used", provider: provider,
      quantity: Quantity(steps: cell.cell.sums.gpuHoursUsed, unit: .gpuHour),
      money: Money(steps: 5_000_000_000, currency: .usd), priceID: "price-1",
      billedSteps: cell.cell.sums.gpuHoursUsed, state: state)
  }

  static func item(_ bucket: BucketKey, revision: Int, units: Int128, projectID: String) -> PlannedItem {
    let itemID = "ag1_\(bucket.provider)_\(bucket.series)_\(bucket.start.index)_\(revision)"
    let allocations = [Allocation(projectID: projectID, units: units)]
    let bytes = Array("\(itemID)=\(units)".utf8)
    return PlannedItem(
      bucket: PlannedBucket(
        key: bucket, revision: revision, itemID: itemID, valueUnits: units, valueText: "\(units)",
        allocations: allocations, address: ["customer": "cus_1", "event_name": "gpu_hours"]),
      units: units, money: Money(steps: 5_000_000_000, currency: .usd),
      payload: FrozenPayload(bytes: bytes, digest: Digest256(of: bytes).hex, batchKey: "batch"),
      deadlineAt: bucket.start.start.adding(seconds: 86_400), newAllocations: allocations)
  }
}

extension LeasedStore {
  static let window = BillingWindow(start: UTCHour(index: 498_696), end: UTCHour(index: 498_720))

  /// Adds the window, unless it is there, and seals it with what `change` makes of an empty plan.
  @discardableResult func seal(
    _ window: BillingWindow = LeasedStore.window, _ change: (inout PlanDraft) -> Void = { $0.planAll() }
  ) throws(StoreError) -> Int64 {
    if try !store.dueWindows().contains(window) { try store.addDueWindows([window]) }
    var draft = PlanDraft(window, try store.snapshot(for: window, waiting: true))
    change(&draft)
    return try store.seal(draft.plan, runID: runID, at: TestLedger.now)
  }

  func dueItems(_ provider: String = "stripe") throws(StoreError) -> [DispatchItem] {
    try store.dueItems(of: ProviderID(provider), in: nil, at: TestLedger.now, countMax: 100)
  }

  func claim(_ items: [DispatchItem]) throws(StoreError) -> ClaimedBatch {
    try store.claim(items.map { $0.claiming() }, runID: runID)
  }

  /// Claims and settles with one answer for all.
  func send(
    _ items: [DispatchItem], to state: DispatchState, outcome: AttemptOutcome.Kind, receipt: Receipt? = nil
  ) throws(StoreError) {
    let batch = try claim(items)
    let transitions = batch.items.map { item in
      item.moving(to: state, outcome: AttemptOutcome(outcome, "detail"), receipt: receipt)
    }
    try store.settle(batch, with: transitions, runID: runID)
  }
}

extension DispatchItem {
  func claiming(at now: Instant = TestLedger.now) -> ItemTransition {
    var next = progress
    next.state = .inFlight
    next.attemptCount += 1
    next.ambiguousSince = progress.ambiguousSince ?? now
    next.nextAttemptAt = nil
    return ItemTransition(
      itemID: id, from: progress, to: next, attemptOutcome: nil, receipt: nil, at: now)
  }

  func moving(
    to state: DispatchState, reason: String = "because", outcome: AttemptOutcome? = nil,
    receipt: Receipt? = nil,
    nextAttemptAt: Instant? = nil
  ) -> ItemTransition {
    var next = progress
    next.state = state
    next.reason = reason
    next.nextAttemptAt = nextAttemptAt
    return ItemTransition(
      itemID: id, from: progress, to: next, attemptOutcome: outcome, receipt: receipt,
      at: TestLedger.now.adding(seconds: 5))
  }
}

extension Receipt {
  static func sample(recordID: String? = "rec-1") -> Receipt {
    Receipt(
      kind: .new, providerRecordID: recordID, requestID: "req-1", providerDate: TestLedger.now, status: 200,
      bodyDigest: Digest256(of: "{}").hex, bodyExcerpt: "{}")
  }
}

extension PlanDraft {
  var openCells: [StoredCell] { snapshot.openCells }

  /// One charge that waits for a verdict.
  mutating func hold(_ cell: StoredCell) {
    plan.charges.append(Self.charge(cell, ProviderID("stripe"), .held(.unverified)))
  }

  /// Plans the open cells into a further revision that takes the place of `old`.
  mutating func replace(_ old: DispatchItem) -> PlannedItem? {
    for cell in openCells { add(cell, to: old.bucket.provider, revision: old.revision + 1) }
    guard let added = plan.items.popLast() else { return nil }
    let item = Self.item(
      old.bucket, revision: old.revision + 1, units: added.units + old.units,
      projectID: added.newAllocations[0].projectID)
    plan.items.append(item)
    plan.supersededItems[old.id] = item.bucket.itemID
    return item
  }
}

extension BillingWindow {
  /// The window of the same length that follows.
  var next: BillingWindow { BillingWindow(start: end, end: end.adding(hours: hourCount)) }
}
