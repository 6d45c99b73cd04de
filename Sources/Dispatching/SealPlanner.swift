package import Billing

/// Plans a seal: routes rated charges to provider buckets, turns exact sums into whole provider units with carry, and
/// freezes one item a bucket. A pure function of what it is given: the same ratings, in any order of arrival, carries
/// and heads give the same plan byte for byte.
package struct SealPlanner {
  private let providers: [ProviderID: any Provider]
  private let window: BillingWindow
  private let now: Instant
  private let carryStarts: CarryStarts
  private(set) var plan: SealPlan
  private(set) var routes: DraftRoutes
  private(set) var slots: CarrySlots
  private(set) var drafts: [BucketDraft] = []
  private var draftOfKey: [BucketDraft.Key: Int] = [:]
  private(set) var contributions: [BucketContribution] = []
  let freezing: DraftFreezing

  /// A planner for one window, sealed at `now`.
  package init(
    catalog: Catalog, providers: [any Provider], window: BillingWindow, snapshot: LedgerSnapshot,
    bounds: SafetyBounds, now: Instant
  ) {
    self.now = now
    self.providers = Dictionary(providers.map { ($0.id, $0) }) { first, _ in first }
    self.window = window
    carryStarts = CarryStarts(snapshot)
    slots = CarrySlots(snapshot.carries)
    routes = DraftRoutes(catalog: catalog, providers: self.providers, carryStarts: carryStarts)
    // Freezing outlives the caller's snapshot; the cells are charges by then.
    var kept = snapshot
    (kept.openCells, kept.waitingCharges, kept.carries) = ([], [], [:])
    freezing = DraftFreezing(
      providers: self.providers, snapshot: kept,
      beginning: ItemBeginning(snapshot: kept, bounds: bounds, now: now))
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

  private mutating func destination(
    of outcome: MeterRating.Outcome, provider: ProviderID, cell: StoredCell, meterID: String
  ) -> (amount: RatedAmount?, state: Charge.State) {
    switch outcome {
    case .held(let reason, let estimate): return (estimate, .held(reason))
    case .rated(let amount):
      return (amount, route(amount, provider: provider, key: cell.cell.key, meterID: meterID))
    // What bills nothing needs no bucket, whose hour may have closed.
    case .nothing(let amount): return (amount, .planned(itemID: nil))
    }
  }

  private mutating func route(
    _ amount: RatedAmount, provider: ProviderID, key: CellKey, meterID: String
  ) -> Charge.State {
    let number: Int
    switch routes.resolve(provider, key, meterID: meterID, slots: &slots) {
    case .refused(let state): return state
    case .route(let found): number = found
    }
    let numbered = routes.routes[number]
    guard numbered.route.currency == amount.money.currency else { return .held(.currencyMismatch) }
    guard !numbered.hasOtherUnit else { return .held(.unitChanged) }
    let place = BucketPlacement.place(of: key.hour, route: numbered.route, window: window) { bucket in
      providers[provider].map { $0.deadline(for: bucket) >= now } ?? false
    }
    guard let place else { return .held(.hourClosed) }
    add(
      BucketContribution(
        carry: numbered.carries[carryStarts.index(of: key.hour)], steps: amount.billedSteps,
        charge: plan.charges.count),
      moneySteps: amount.money.steps, usageHour: key.hour,
      to: BucketDraft.Key(series: numbered.series, start: place, hours: numbered.route.bucketHours),
      route: number)
    return .planned(itemID: nil)
  }

  private mutating func add(
    _ contribution: BucketContribution, moneySteps: Int128, usageHour: UTCHour, to key: BucketDraft.Key,
    route: Int
  ) {
    let number = contributions.count
    contributions.append(contribution)
    if let index = draftOfKey[key] {
      contributions[drafts[index].lastContribution].next = number
      drafts[index].take(moneySteps: moneySteps, usageHour: usageHour, contribution: number)
    } else {
      draftOfKey[key] = drafts.count
      var draft = BucketDraft(key: key, route: route, usageHour: usageHour, contribution: number)
      draft.take(moneySteps: moneySteps, usageHour: usageHour, contribution: number)
      drafts.append(draft)
    }
  }
}

// MARK: - From drafts to items

extension SealPlanner {
  /// The plan whose items are frozen by whoever writes it, slice by slice.
  package consuming func sliced(ratings: [RatingSeries: RatingProgress]) -> SealSlices {
    draftOfKey = [:]
    return SealSlices(self, ratings: ratings)
  }

  /// The whole plan: every bucket frozen.
  package consuming func finish(ratings: [RatingSeries: RatingProgress]) -> SealPlan {
    draftOfKey = [:]
    plan.items.reserveCapacity(drafts.count)
    let identifierHeads = routes.series.map(ItemIdentifier.head)
    for index in order() { freeze(drafts[index], identifierHeads: identifierHeads) }
    freezing.beginning.holdBeyondCount(&plan.items, of: plan.items.count)
    plan.carries = slots.moved
    plan.ratings = ratings
    return plan
  }

  /// Earliest bucket first, then by provider and series: the same order in every process.
  func order() -> [Int] {
    let ranks = routes.ranks
    let places = drafts.indices.map { index in
      let key = drafts[index].key
      return (start: key.start.index, rank: ranks[key.series], hours: key.hours, index: index)
    }
    return places.sorted { ($0.start, $0.rank, $0.hours) < ($1.start, $1.rank, $1.hours) }.map(\.index)
  }

  private mutating func freeze(_ draft: BucketDraft, identifierHeads: [[UInt8]]) {
    do throws(FreezeError) {
      let frozen = try freezing.item(
        draft, contributions, &slots, route: routes.routes[draft.route].route,
        identifierHead: identifierHeads[draft.key.series])
      guard let frozen else { return }
      if let superseded = frozen.supersededItemID {
        plan.supersededItems[superseded] = frozen.item.bucket.itemID
      }
      setState(.planned(itemID: frozen.item.bucket.itemID), of: draft)
      plan.items.append(frozen.item)
    } catch {
      switch error {
      case .valueOutOfRange: setState(.held(.valueOutOfRange), of: draft)
      case .addressInvalid: setState(.held(.dimensionUnmapped), of: draft)
      }
    }
  }

  private mutating func setState(_ state: Charge.State, of draft: BucketDraft) {
    var next: Int? = draft.firstContribution
    while let number = next {
      plan.charges[contributions[number].charge].state = state
      next = contributions[number].next
    }
  }
}
