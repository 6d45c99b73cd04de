import Billing

/// The next item of a bucket, given the newest one there is.
struct BucketRevision {
  let bucket: PlannedBucket
  let units: Int128
  let money: Money
  let newAllocations: [Allocation]
  /// The head, when it is a running total nobody ever tried to send: the new total takes its place.
  let supersededItemID: String?

  init(draft: BucketDraft, newAllocations: [Allocation], head: BucketHead?) {
    let route = draft.route
    let supersedes =
      head.map { route.accumulation == .total && !$0.wasAttempted && $0.state.isSendable } ?? false
    let replaced = supersedes ? head : nil
    self.newAllocations = Self.sum(newAllocations, replaced?.newAllocations ?? [])
    units = self.newAllocations.reduce(0) { $0 + $1.units }
    money = replaced.map { draft.money + $0.money } ?? draft.money
    supersededItemID = replaced?.itemID
    let allocations =
      route.accumulation == .total ? Self.sum(newAllocations, head?.allocations ?? []) : newAllocations
    let valueUnits = allocations.reduce(0) { $0 + $1.units }
    let revision = head.map { $0.revision + 1 } ?? 0
    bucket = PlannedBucket(
      key: draft.key, revision: revision,
      itemID: ItemIdentifier.identifier(of: draft.key, revision: revision), valueUnits: valueUnits,
      valueText: GridText.format(valueUnits, gridDigits: route.valueDigits), allocations: allocations,
      address: route.address)
  }

  /// Both lists, added up by project and sorted.
  private static func sum(_ left: [Allocation], _ right: [Allocation]) -> [Allocation] {
    var unitsOfProject: [String: Int128] = [:]
    for allocation in left + right { unitsOfProject[allocation.projectID, default: 0] += allocation.units }
    return unitsOfProject.sorted { $0.key < $1.key }.map { Allocation(projectID: $0.key, units: $0.value) }
  }
}
