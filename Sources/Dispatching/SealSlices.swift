package import Billing

/// A planned seal, frozen slice by slice, or whole.
///
/// Which buckets become items, and what the carries come to, is found by numbers alone, as if every bucket could be
/// frozen. Nearly always each can; where one cannot, a slice throws, and the plan is made whole, bucket by bucket.
package final class SealSlices: SlicedSeal {
  private var planner: SealPlanner?
  private let ratings: [RatingSeries: RatingProgress]
  /// The plan as far as it is kept: without items, unless it was made whole.
  package private(set) var plan: SealPlan
  /// What the items made so far come to.
  package private(set) var tally = ItemTally()
  private lazy var foresight: Foresight = makeForesight()
  private var walk: Walk?

  /// How far the slices are walked.
  private struct Walk {
    /// The carries after the drafts behind.
    var slots: CarrySlots
    let identifierHeads: [[UInt8]]
    /// The next draft, by its place in the order.
    var next = 0
  }

  /// A seal of what the planner was given.
  init(_ planner: SealPlanner, ratings: [RatingSeries: RatingProgress]) {
    plan = SealPlan(window: planner.plan.window, catalogVersion: planner.plan.catalogVersion)
    self.ratings = ratings
    self.planner = planner
  }

  /// A seal of a plan that is made already.
  package init(_ plan: SealPlan) {
    self.plan = plan
    ratings = plan.ratings
  }

  /// The buckets that usage goes into.
  package var itemCountMax: Int { planner?.drafts.count ?? plan.items.count }
  /// The buckets that become items when each can be frozen.
  package var itemCount: Int { foresight.itemCount }
  /// The place of each charge's item; below zero for none.
  package var itemPlaces: [Int32] { foresight.itemPlaces }
  /// The plan without its items.
  package var frame: SealPlan {
    _ = foresight
    return plan
  }

  /// Every bucket frozen, once; a bucket that cannot be is held.
  package func whole() -> SealPlan {
    if let planner = take() {
      walk = nil
      plan = (consume planner).finish(ratings: ratings)
    }
    tally = ItemTally()
    tally.add(plan.items)
    return plan
  }

  /// The planner, which nobody holds any more: its arrays are changed in place.
  private func take() -> SealPlanner? {
    defer { planner = nil }
    return planner
  }

  /// The next items, frozen; `nil` after the last.
  package func nextSlice(countMax: Int) throws(FreezeError) -> SealSlice? {
    let itemCount = itemCount
    guard let planner, var walk else { return nil }
    self.walk = nil
    defer { self.walk = walk }
    var slice = SealSlice()
    slice.items.reserveCapacity(min(countMax, itemCount))
    while slice.items.count < countMax, walk.next < foresight.order.count {
      try planner.freeze(
        planner.drafts[foresight.order[walk.next]], &walk.slots, walk.identifierHeads, &slice)
      walk.next += 1
    }
    guard !slice.items.isEmpty else { return nil }
    planner.freezing.beginning.holdBeyondCount(&slice.items, of: itemCount)
    tally.add(slice.items)
    return slice
  }
}

// MARK: - What the slices come to

extension SealSlices {
  /// What is known of the items before any is frozen.
  private struct Foresight {
    /// The drafts, by number, in the order of their items.
    var order: [Int] = []
    var itemCount = 0
    var itemPlaces: [Int32] = []
  }

  private func makeForesight() -> Foresight {
    precondition(planner != nil, "a seal is walked before it is made whole")
    guard let planner else { return Foresight() }
    var foresight = Foresight(order: planner.order())
    plan = planner.plan
    foresight.itemPlaces = Array(repeating: -1, count: plan.charges.count)
    var slots = planner.slots
    for number in foresight.order {
      let draft = planner.drafts[number]
      let emission = BucketEmission(draft, planner.contributions, slots)
      for (carry, moved) in emission.carries { slots.move(carry, to: moved) }
      guard !emission.allocations.isEmpty else { continue }
      var next: Int? = draft.firstContribution
      while let contribution = next {
        foresight.itemPlaces[planner.contributions[contribution].charge] = Int32(foresight.itemCount)
        next = planner.contributions[contribution].next
      }
      foresight.itemCount += 1
    }
    plan.carries = slots.moved
    plan.ratings = ratings
    walk = Walk(slots: planner.slots, identifierHeads: planner.routes.series.map(ItemIdentifier.head))
    return foresight
  }
}

extension SealPlanner {
  /// Freezes a draft's item, if it has one.
  fileprivate func freeze(
    _ draft: BucketDraft, _ slots: inout CarrySlots, _ identifierHeads: [[UInt8]], _ slice: inout SealSlice
  ) throws(FreezeError) {
    let frozen = try freezing.item(
      draft, contributions, &slots, route: routes.routes[draft.route].route,
      identifierHead: identifierHeads[draft.key.series])
    guard let frozen else { return }
    if let superseded = frozen.supersededItemID {
      slice.supersededItems[superseded] = frozen.item.bucket.itemID
    }
    slice.items.append(frozen.item)
  }
}

/// Items counted, and their money.
package struct ItemTally: Sendable {
  /// Items by provider.
  package private(set) var countOfProvider: [ProviderID: Int] = [:]
  /// Steps of money by currency.
  package private(set) var moneySteps: [Currency: Int128] = [:]

  /// Counts items in, in place: a copy of every item by provider took more memory than the plan.
  mutating func add(_ items: [PlannedItem]) {
    for index in items.indices {
      countOfProvider[items[index].bucket.key.provider, default: 0] += 1
      moneySteps[items[index].money.currency, default: 0] += items[index].money.steps
    }
  }
}
