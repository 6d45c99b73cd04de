import Billing

extension LedgerMirror {
  /// A seal that became durable.
  func seal(_ plan: SealPlan, _ world: World) {
    for id in plan.sealedCellIDs where !sealedCells.insert(id).inserted {
      world.report(.i7, "cell \(id) is sealed twice")
    }
    for (old, new) in plan.supersededItems { supersede(old, by: new, world) }
    for planned in plan.items { add(planned, world) }
    for charge in plan.charges { take(charge) }
    sealedWindowEnds.append(plan.window.end)
    for (key, carry) in plan.carries { take(carry, of: key, world) }
    for key in plan.carries.keys { checkEmitted(of: key, world) }
  }

  /// What a project's carries emitted, those before and after a restore together, is in items.
  private func checkEmitted(of key: CarryKey, _ world: World) {
    var carried: Int128 = 0
    for (other, carry) in carries where other.projectID == key.projectID {
      if other.series == key.series, other.provider == key.provider { carried += carry.emittedUnits }
    }
    let whole = CarryKey(provider: key.provider, series: key.series, projectID: key.projectID)
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
        id: id, bucket: bucket, record: books.record(planned.bucket), revision: planned.bucket.revision,
        units: planned.units,
        bytes: planned.payload.bytes, batchKey: planned.payload.batchKey,
        allocations: planned.newAllocations, deadlineAt: planned.deadlineAt, progress: planned.progress,
        changedAt: world.microseconds))
    count(planned.units, planned.progress, in: bucket)
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
    if carry.remainderSteps > 0 { world.marks.hit(.carryLeft) }
  }
}
