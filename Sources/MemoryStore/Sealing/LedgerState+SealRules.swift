import Billing

/// What a plan must be to be sealed, in the order in which it is checked.
extension LedgerState {
  /// A plan is good only for the ledger it was made from: its window is the oldest due one, and its cells are all the
  /// open cells before the window's end.
  func checkIsCurrent(_ plan: SealPlan) throws(StoreError) {
    guard sealRows.count < windows.count, windows[sealRows.count] == plan.window else {
      throw .changedMeanwhile(detail: "\(plan.window.text) is not the oldest due window")
    }
    var openCount = 0
    for index in openCells.values where cellRows[index].cell.key.hour < plan.window.end { openCount += 1 }
    guard openCount == plan.sealedCellIDs.count else {
      throw .changedMeanwhile(
        detail:
          "\(openCount) cells are open and \(plan.sealedCellIDs.count) are in the plan of \(plan.window.text)"
      )
    }
  }

  func checkCells(of plan: SealPlan) throws(StoreError) {
    var seen: Set<Int64> = []
    for id in plan.sealedCellIDs {
      let row = cellRows.row(id)
      guard let row, row.sealID == nil, row.cell.key.hour < plan.window.end, seen.insert(id).inserted else {
        throw .changedMeanwhile(
          detail: "cell \(id) is not open, or not of an hour before \(plan.window.end.text)")
      }
    }
  }

  /// Answers the index that each new item will have, by its identifier.
  func checkItems(of plan: SealPlan) throws(StoreError) -> [String: Int] {
    struct Place: Hashable {
      let key: BucketKey
      let revision: Int
    }
    var newItems: [String: Int] = [:]
    var places: Set<Place> = []
    for item in plan.items {
      let (bucket, id) = (item.bucket, item.bucket.itemID)
      try Self.checkForm(of: item)
      try Rules.require(itemOfID[id] == nil && newItems[id] == nil, "\(id) is sealed already")
      let known = itemsOfBucket[bucket.key] ?? []
      let isTaken = known.contains { itemRows[$0].item.revision == bucket.revision }
      let place = Place(key: bucket.key, revision: bucket.revision)
      try Rules.require(!isTaken && places.insert(place).inserted, "\(id): its bucket has that revision")
      newItems[id] = itemRows.count + newItems.count
    }
    return newItems
  }

  private static func checkForm(of item: PlannedItem) throws(StoreError) {
    let (bucket, id) = (item.bucket, item.bucket.itemID)
    try Rules.require((1...100).contains(id.unicodeScalars.count), "`\(id)` is no identifier")
    try Rules.require(bucket.key.hours == 1 || bucket.key.hours == 24, "\(id): a bucket is an hour or a day")
    try Rules.require(bucket.revision >= 0, "\(id): a revision is not negative")
    try Rules.require(Rules.isDigest(item.payload.digest), "\(id): its digest is none")
    try Rules.require(
      item.newAllocations.reduce(0) { $0 + $1.units } == item.units,
      "the allocations of \(id) do not add up to its units")
    try Rules.require(
      item.newAllocations.count < 2
        || Set(item.newAllocations.map(\.projectID)).count == item.newAllocations.count,
      "\(id): two allocations of one project")
    try Rules.require(item.progress.state != .delivered, "an item is delivered only with a receipt")
    try ItemChange.checkAttempts(of: item.beginning)
  }

  /// Items are replaced before they were ever sent, by an item of the plan.
  func checkReplaced(
    by plan: SealPlan, _ newItems: [String: Int]
  ) throws(StoreError) -> [(old: Int, new: Int)] {
    guard !plan.supersededItems.isEmpty else { return [] }
    var pairs: [(old: Int, new: Int)] = []
    for (old, new) in plan.supersededItems.sorted(by: { $0.key < $1.key }) {
      guard let successor = newItems[new], let index = itemOfID[old] ?? newItems[old] else {
        throw .changedMeanwhile(detail: "\(old) cannot be replaced by \(new): one of them is not there")
      }
      let progress =
        index < itemRows.count
        ? itemRows[index].item.progress : plan.items[index - itemRows.count].beginning
      try Rules.require(!progress.state.isFinal, "an item in a final state never changes")
      try Rules.require(progress.attemptCount == 0, "\(old) was attempted and cannot be replaced")
      pairs.append((index, successor))
    }
    return pairs
  }

  func checkCharges(of plan: SealPlan, _ newItems: [String: Int]) throws(StoreError) {
    struct Key: Hashable {
      let cellID: Int64
      let meterID: String
      let provider: ProviderID
    }
    var finalKeys: Set<Key> = []
    for charge in plan.charges {
      try Rules.require(
        charge.itemID.map { newItems[$0] != nil } ?? true,
        "a charge is planned into \(charge.itemID ?? ""), which is not in the plan")
      let cell = cellRows.row(charge.cellID)
      let isSealed = cell.map { $0.sealID != nil || $0.cell.key.hour < plan.window.end } ?? false
      try Rules.require(isSealed, "only sealed cells are charged")
      try checkVerdict(of: charge)
      let key = Key(cellID: charge.cellID, meterID: charge.meterID, provider: charge.provider)
      let isFinal = chargeIndex(of: charge).map { !chargeRows[$0].charge.state.isWaiting } ?? false
      try Rules.require(
        !isFinal && !finalKeys.contains(key), "a charge that is planned or replaced never changes")
      if !charge.state.isWaiting { finalKeys.insert(key) }
    }
  }

  func checkCarries(of plan: SealPlan) throws(StoreError) {
    for (key, carry) in plan.carries {
      let unit = carries[key]?.stepsPerUnit ?? carry.stepsPerUnit
      try Rules.require(unit == carry.stepsPerUnit, "the unit of a carry never changes")
    }
  }
}
