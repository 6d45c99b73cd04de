import Billing

/// The next item of a bucket, given the newest one there is.
struct BucketRevision {
  let bucket: PlannedBucket
  let units: Int128
  let money: Money
  let newAllocations: [Allocation]
  /// The head, when it is a running total nobody ever tried to send: the new total takes its place.
  let supersededItemID: String?

  /// - Parameters:
  ///   - newAllocations: sorted by project; a project may stand twice, for two of its carries.
  ///   - identifierHead: `ItemIdentifier.head` of the bucket's series.
  init(
    key: BucketKey, route: Route, money: Money, newAllocations: [Allocation], head: BucketHead?,
    identifierHead: [UInt8]
  ) {
    let supersedes =
      head.map { route.accumulation == .total && !$0.wasAttempted && $0.state.isSendable } ?? false
    let replaced = supersedes ? head : nil
    self.newAllocations = Self.sum(newAllocations, replaced?.newAllocations ?? [])
    units = self.newAllocations.reduce(0) { $0 + $1.units }
    self.money = replaced.map { money + $0.money } ?? money
    supersededItemID = replaced?.itemID
    let allocations =
      route.accumulation == .total ? Self.sum(newAllocations, head?.allocations ?? []) : newAllocations
    let valueUnits = allocations.reduce(0) { $0 + $1.units }
    let revision = head.map { $0.revision + 1 } ?? 0
    let itemID = ItemIdentifier.identifier(
      head: identifierHead, start: key.start, hours: key.hours, revision: revision)
    bucket = PlannedBucket(
      key: key, revision: revision, itemID: itemID, valueUnits: valueUnits,
      valueText: GridText.format(valueUnits, gridDigits: route.valueDigits), allocations: allocations,
      address: route.address)
  }

  /// Both lists, added up by project and sorted.
  private static func sum(_ left: [Allocation], _ right: [Allocation]) -> [Allocation] {
    if right.isEmpty, isSortedAndUnique(left) { return left }
    var unitsOfProject: [String: Int128] = [:]
    for allocation in left + right { unitsOfProject[allocation.projectID, default: 0] += allocation.units }
    return unitsOfProject.sorted { $0.key < $1.key }.map { Allocation(projectID: $0.key, units: $0.value) }
  }

  /// Nearly every list: one project, or several with one carry each.
  private static func isSortedAndUnique(_ allocations: [Allocation]) -> Bool {
    zip(allocations, allocations.dropFirst()).allSatisfy { $0.projectID < $1.projectID }
  }
}
