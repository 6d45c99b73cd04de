import Billing

/// Makes the item of a draft.
struct DraftFreezing {
  let providers: [ProviderID: any Provider]
  let snapshot: LedgerSnapshot
  let beginning: ItemBeginning

  /// A frozen item, and the item that it takes the place of.
  struct Frozen {
    let item: PlannedItem
    let supersededItemID: String?
  }

  /// `nil` while the draft completes no whole unit. Its carries move in `slots`, unless its provider refuses the item.
  func item(
    _ draft: BucketDraft, _ contributions: [BucketContribution], _ slots: inout CarrySlots, route: Route,
    identifierHead: [UInt8]
  ) throws(FreezeError) -> Frozen? {
    let emission = BucketEmission(draft, contributions, slots)
    let frozen = try item(
      draft, route: route, newAllocations: emission.allocations, identifierHead: identifierHead)
    for (number, carry) in emission.carries { slots.move(number, to: carry) }
    return frozen
  }

  private func item(
    _ draft: BucketDraft, route: Route, newAllocations: [Allocation], identifierHead: [UInt8]
  ) throws(FreezeError) -> Frozen? {
    guard !newAllocations.isEmpty, let provider = providers[route.provider] else { return nil }
    let key = BucketKey(
      provider: route.provider, series: route.series, start: draft.key.start, hours: draft.key.hours)
    let head = snapshot.bucketHeads[key]
    precondition(
      head == nil || route.latePolicy == .sameBucket, "an hour that its provider locks has one record")
    let revision = BucketRevision(
      key: key, route: route, money: Money(steps: draft.moneySteps, currency: route.currency),
      newAllocations: newAllocations, head: head, identifierHead: identifierHead)
    let payload = try provider.freeze(revision.bucket)
    var item = PlannedItem(
      bucket: revision.bucket, units: revision.units, money: revision.money, payload: payload,
      deadlineAt: provider.deadline(for: key), newAllocations: revision.newAllocations)
    item.progress = beginning.progress(
      of: key, units: revision.units, mayHaveMoved: mayHaveMoved(draft, route))
    return Frozen(item: item, supersededItemID: revision.supersededItemID)
  }

  /// Where late usage moves to another hour, the hour it was sent in before the ledger was lost is not known any more.
  private func mayHaveMoved(_ draft: BucketDraft, _ route: Route) -> Bool {
    guard let restoredBefore = snapshot.restoredBefore, route.latePolicy == .openHour else { return false }
    return draft.firstUsageHour < restoredBefore
  }
}
