package import Billing

/// Plans a seal: routes rated charges to provider buckets, turns exact sums into whole provider units with carry, and
/// freezes one item a bucket. A pure function of what it is given: the same ratings, in any order of arrival, carries
/// and heads give the same plan byte for byte.
package struct SealPlanner {
  private let catalog: Catalog
  private let providers: [ProviderID: any Provider]
  private let window: BillingWindow
  private let snapshot: LedgerSnapshot
  private let now: Instant
  private let bounds: SafetyBounds
  private let carryStarts: CarryStarts
  private var plan: SealPlan
  private var drafts: [BucketKey: BucketDraft] = [:]
  /// Items whose usage a lost part of the ledger's history may have sent in another bucket.
  private var movableItemIDs: Set<String> = []

  /// A planner for one window, sealed at `now`.
  package init(
    catalog: Catalog, providers: [any Provider], window: BillingWindow, snapshot: LedgerSnapshot,
    bounds: SafetyBounds, now: Instant
  ) {
    self.now = now
    self.bounds = bounds
    self.catalog = catalog
    self.providers = Dictionary(providers.map { ($0.id, $0) }) { first, _ in first }
    self.window = window
    self.snapshot = snapshot
    carryStarts = CarryStarts(snapshot)
    plan = SealPlan(window: window, catalogVersion: catalog.version)
    plan.sealedCellIDs = snapshot.openCells.map(\.id).sorted()
  }

  /// Adds the charges of one (cell, meter), one a provider. Callers add in the order of the cells (`CellKey.precedes`).
  package mutating func add(_ rating: MeterRating, cell: StoredCell, meterID: String, quantity: Quantity) {
    for provider in rating.providers {
      let (amount, state) = destination(of: rating.outcome, provider: provider, cell: cell, meterID: meterID)
      plan.charges.append(
        Charge(
          cellID: cell.id, meterID: meterID, provider: provider, quantity: quantity, money: amount?.money,
          priceID: amount?.priceID, billedSteps: amount?.billedSteps ?? 0, state: state,
          verification: rating.verification))
    }
  }

  /// Counts a cell whose hour was billed by other means: it is sealed without a charge.
  package mutating func addCellBeforeBilling() { plan.cellCountBeforeBilling += 1 }

  /// Ends a waiting charge whose provider the catalog no longer names, or that stood for a project nobody knew.
  package mutating func replace(
    _ provider: ProviderID, cell: StoredCell, meterID: String, quantity: Quantity
  ) {
    plan.charges.append(
      Charge(
        cellID: cell.id, meterID: meterID, provider: provider, quantity: quantity, money: nil,
        priceID: nil,
        billedSteps: 0, state: .replaced))
  }

  /// The whole plan: every bucket frozen.
  package consuming func finish(ratings: [RatingSeries: RatingProgress]) -> SealPlan {
    // Places are sorted, not drafts, each of which counts a dozen references.
    let drafts = Array(drafts.values)
    for place in drafts.indices.sorted(by: { BucketDraft.precedes(drafts[$0], drafts[$1]) }) {
      freeze(drafts[place])
    }
    for index in plan.items.indices {
      plan.items[index].progress = ItemBeginning.progress(
        of: plan.items[index], amongCount: plan.items.count, snapshot: snapshot, bounds: bounds,
        mayHaveMoved: movableItemIDs.contains(plan.items[index].bucket.itemID), now: now)
    }
    plan.ratings = ratings
    return plan
  }

  private mutating func destination(
    of outcome: MeterRating.Outcome, provider: ProviderID, cell: StoredCell, meterID: String
  ) -> (amount: RatedAmount?, state: Charge.State) {
    switch outcome {
    case .held(let reason, let estimate): return (estimate, .held(reason))
    case .rated(let amount):
      return (amount, route(amount, provider: provider, cell: cell.cell, meterID: meterID))
    // What bills nothing needs no bucket, whose hour may have closed.
    case .nothing(let amount): return (amount, .planned(itemID: nil))
    }
  }

  private mutating func route(
    _ amount: RatedAmount, provider: ProviderID, cell: Cell, meterID: String
  ) -> Charge.State {
    let key = cell.key
    guard let adapter = providers[provider],
      catalog.isConfigured(provider: provider, projectID: key.projectID)
    else {
      return .skipped(reason: "project \(key.projectID) has no configuration for \(provider)")
    }
    let route = catalog.route(
      provider: provider, projectID: key.projectID, meterID: meterID, hardwareTier: key.hardwareTier)
    guard let route else { return .held(.dimensionUnmapped) }
    guard route.currency == amount.money.currency else { return .held(.currencyMismatch) }
    guard !hasOtherUnit(route) else { return .held(.unitChanged) }
    let bucket = BucketPlacement.bucket(for: key.hour, route: route, window: window) { bucket in
      adapter.deadline(for: bucket) >= now
    }
    guard let bucket else { return .held(.hourClosed) }
    drafts[bucket, default: BucketDraft(key: bucket, route: route)].add(
      steps: amount.billedSteps, money: amount.money, projectID: key.projectID,
      usageHour: key.hour, carriedSince: carryStarts.start(of: key.hour), chargeIndex: plan.charges.count)
    return .planned(itemID: nil)
  }

  /// Whether the route's project was carried in another unit before.
  private func hasOtherUnit(_ route: Route) -> Bool {
    carryStarts.hours.contains { since in
      let key = CarryKey(
        provider: route.provider, series: route.series, projectID: route.projectID, since: since)
      return snapshot.carries[key].map { $0.stepsPerUnit != route.stepsPerUnit } ?? false
    }
  }

  private mutating func freeze(_ draft: BucketDraft) {
    let (carries, newAllocations) = emit(draft)
    do throws(FreezeError) {
      let item = try plannedItem(draft, newAllocations: newAllocations)
      plan.carries.merge(carries) { _, new in new }
      guard let item else { return }
      plan.items.append(item)
      setState(.planned(itemID: item.bucket.itemID), of: draft)
    } catch {
      switch error {
      case .valueOutOfRange: setState(.held(.valueOutOfRange), of: draft)
      case .addressInvalid: setState(.held(.dimensionUnmapped), of: draft)
      }
    }
  }

  /// Moves each project's carries; answers the new carries and the projects that completed whole units, sorted.
  private func emit(_ draft: BucketDraft) -> (carries: [CarryKey: Carry], allocations: [Allocation]) {
    var carries: [CarryKey: Carry] = [:]
    var allocations: [Allocation] = []
    for (part, steps) in draft.stepsOfPart.sorted(by: { $0.key < $1.key }) {
      let key = CarryKey(
        provider: draft.key.provider, series: draft.key.series, projectID: part.projectID, since: part.since)
      var carry =
        plan.carries[key] ?? snapshot.carries[key] ?? Carry(stepsPerUnit: draft.route.stepsPerUnit)
      let units = carry.emit(adding: steps)
      carries[key] = carry
      if units != 0 { allocations.append(Allocation(projectID: part.projectID, units: units)) }
    }
    return (carries, allocations)
  }

  private mutating func plannedItem(
    _ draft: BucketDraft, newAllocations: [Allocation]
  ) throws(FreezeError) -> PlannedItem? {
    guard !newAllocations.isEmpty, let provider = providers[draft.key.provider] else { return nil }
    let head = snapshot.bucketHeads[draft.key]
    precondition(
      head == nil || draft.route.latePolicy == .sameBucket, "an hour that its provider locks has one record")
    let revision = BucketRevision(
      draft: draft, newAllocations: newAllocations, head: head)
    let payload = try provider.freeze(revision.bucket)
    if mayHaveMoved(draft) { movableItemIDs.insert(revision.bucket.itemID) }
    if let supersededItemID = revision.supersededItemID {
      plan.supersededItems[supersededItemID] = revision.bucket.itemID
    }
    return PlannedItem(
      bucket: revision.bucket, units: revision.units, money: revision.money, payload: payload,
      deadlineAt: provider.deadline(for: draft.key), newAllocations: revision.newAllocations)
  }

  /// Where late usage moves to another hour, the hour it was sent in before the ledger was lost is not known any more.
  private func mayHaveMoved(_ draft: BucketDraft) -> Bool {
    guard let restoredBefore = snapshot.restoredBefore, draft.route.latePolicy == .openHour else {
      return false
    }
    return draft.firstUsageHour.map { $0 < restoredBefore } ?? false
  }

  private mutating func setState(_ state: Charge.State, of draft: BucketDraft) {
    for index in draft.chargeIndexes { plan.charges[index] = plan.charges[index].with(state) }
  }
}

extension Charge {
  fileprivate func with(_ state: State) -> Charge {
    Charge(
      cellID: cellID, meterID: meterID, provider: provider, quantity: quantity, money: money,
      priceID: priceID,
      billedSteps: billedSteps, state: state, verification: verification)
  }
}
