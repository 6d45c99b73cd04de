import Billing

extension LedgerState {
  /// Seals a plan; answers the seal's number.
  mutating func seal(_ plan: SealPlan, runID: Int64, at now: Instant) throws(StoreError) -> Int64 {
    try checkIsCurrent(plan)
    try requireRun(runID)
    try checkCells(of: plan)
    let newItems = try checkItems(of: plan)
    let replaced = try checkReplaced(by: plan, newItems)
    try checkCharges(of: plan, newItems)
    try checkCarries(of: plan)
    // From here on nothing is refused.
    let sealID = Int64(sealRows.count + 1)
    sealRows.append(
      SealRow(
        window: plan.window, catalogVersion: plan.catalogVersion, batchCount: batchRows.count, sealedAt: now,
        cellCount: plan.sealedCellIDs.count))
    for id in plan.sealedCellIDs { sealCell(Int(id) - 1, sealID: sealID) }
    for item in plan.items { insert(item, sealID: sealID, at: now) }
    for (old, new) in replaced { replace(old, by: new, at: now) }
    for charge in plan.charges { write(charge, newItems) }
    for (key, carry) in plan.carries { carries[key] = carry }
    for (series, progress) in plan.ratings { ratings[series] = progress }
    return sealID
  }

  private mutating func sealCell(_ index: Int, sealID: Int64) {
    cellRows[index].sealID = sealID
    openCells[cellRows[index].cell.key] = nil
  }

  private mutating func insert(_ planned: PlannedItem, sealID: Int64, at now: Instant) {
    let (bucket, index) = (planned.bucket, itemRows.count)
    let item = DispatchItem(
      id: bucket.itemID, bucket: bucket.key, revision: bucket.revision, units: planned.units,
      valueText: bucket.valueText, money: planned.money, payload: planned.payload, address: bucket.address,
      sealID: sealID, deadlineAt: planned.deadlineAt, progress: DispatchProgress())
    itemRows.append(ItemRow(item: item, allocations: planned.newAllocations))
    itemOfID[item.id] = index
    openItems.append(index)
    if let position = itemsOfBucket[item.bucket]?.firstIndex(where: {
      itemRows[$0].item.revision > item.revision
    }) {
      itemsOfBucket[item.bucket]?.insert(index, at: position)
    } else {
      itemsOfBucket[item.bucket, default: []].append(index)
    }
    // One that begins otherwise than planned has a first line in its history that says why.
    if planned.progress.state != .planned { move(index, to: planned.beginning, at: now) }
  }

  private mutating func replace(_ old: Int, by new: Int, at now: Instant) {
    var progress = itemRows[old].item.progress
    progress.state = .superseded
    progress.reason = "replaced by \(itemRows[new].item.id)"
    progress.nextAttemptAt = nil
    itemRows[old].successor = new
    itemRows[new].predecessors.append(old)
    move(old, to: progress, at: now)
  }

  private mutating func write(_ charge: Charge, _ newItems: [String: Int]) {
    let row = ChargeRow(charge: charge, itemIndex: charge.itemID.flatMap { newItems[$0] })
    let index: Int
    if let known = chargeIndex(of: charge) {
      index = known
      chargeRows[known] = row
    } else {
      index = chargeRows.count
      chargeRows.append(row)
      cellRows[Int(charge.cellID) - 1].charges.append(index)
    }
    if let item = row.itemIndex { itemRows[item].charges.append(index) }
    if charge.state.isWaiting {
      waitingCharges.insert(index)
    } else {
      waitingCharges.remove(index)
    }
  }

  /// The charge of the same cell, meter and provider.
  func chargeIndex(of charge: Charge) -> Int? {
    cellRows.row(charge.cellID)?.charges.first {
      chargeRows[$0].charge.provider == charge.provider && chargeRows[$0].charge.meterID == charge.meterID
    }
  }
}

extension PlannedItem {
  /// What of its progress a fresh item may have.
  var beginning: DispatchProgress {
    guard progress.state != .planned else { return DispatchProgress() }
    return DispatchProgress(
      state: progress.state, reason: progress.reason, ambiguousSince: progress.ambiguousSince)
  }
}

extension Charge {
  /// The item its steps are in.
  var itemID: String? {
    if case .planned(let itemID) = state { itemID } else { nil }
  }
}
