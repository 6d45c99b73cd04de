import Billing

extension LedgerWalk {
  /// Adds the next windows, now and then with a hole or an overlap.
  mutating func addWindows() throws {
    let known = try pair.same("end of windows") { try $0.dueWindowsEnd() } ?? nil
    let end = known ?? LeasedStore.window.start
    guard end < LeasedStore.window.start.adding(hours: 72) || random.isOne(in: 3) else { return }
    let start = random.isOne(in: 6) ? end.adding(hours: Int64(random.below(3)) - 1) : end
    let first = BillingWindow(start: start, end: start.adding(hours: random.isOne(in: 2) ? 1 : 6))
    try pair.same("add windows") { store in
      try store.addDueWindows([first, first.next])
      return true
    }
  }

  /// Seals the oldest window with a plan of all kinds of charges, now and then a bad one.
  mutating func seal() throws {
    let due = try pair.same("due windows") { try $0.dueWindows() } ?? []
    var window = due.first ?? LeasedStore.window
    if random.isOne(in: 12) { window = window.next }
    let waits = !random.isOne(in: 3)
    let view = try pair.same("snapshot") {
      SnapshotView(snapshot: try $0.snapshot(for: window, waiting: waits))
    }
    guard let view else { return }
    var draft = PlanDraft(window, view.snapshot)
    for cell in view.snapshot.openCells { charge(cell, in: &draft) }
    for waiting in view.snapshot.waitingCharges { charge(waiting, in: &draft) }
    let series = RatingSeries(
      projectID: "proj-1", priceID: "price-1", terms: "-:2", period: window.start.monthStart)
    draft.plan.ratings[series] = RatingProgress(quantitySteps: Int128(random.below(99)), moneySteps: 1 << 70)
    for index in draft.plan.items.indices where random.isOne(in: 12) {
      draft.plan.items[index].progress = anyBeginning()
    }
    if random.isOne(in: 4) { spoil(&draft.plan) }
    let (plan, run) = (draft.plan, anyRunID())
    try pair.same("seal") { [now] store in try store.seal(plan, runID: run, at: now) }
  }

  private mutating func charge(_ cell: StoredCell, in draft: inout PlanDraft) {
    let named = cell.cell.key.providers
    for provider in named.isEmpty ? [.unassigned] : named {
      switch random.below(8) {
      case 0: draft.plan.charges.append(PlanDraft.charge(cell, provider, .held(anyHold())))
      case 1: draft.plan.charges.append(PlanDraft.charge(cell, provider, .skipped(reason: "no credentials")))
      case 2: draft.plan.charges.append(PlanDraft.charge(cell, provider, .planned(itemID: nil)))
      default: plan(cell, for: provider, in: &draft)
      }
    }
  }

  private mutating func charge(_ waiting: WaitingCharge, in draft: inout PlanDraft) {
    for provider in waiting.providers {
      switch random.below(4) {
      case 0: draft.plan.charges.append(PlanDraft.charge(waiting.cell, provider, .replaced))
      case 1: draft.plan.charges.append(PlanDraft.charge(waiting.cell, provider, .held(anyHold())))
      case 2: plan(waiting.cell, for: provider, in: &draft)
      default: break
      }
    }
  }

  /// Into the next revision of its bucket; one that was never sent may be replaced.
  private mutating func plan(_ cell: StoredCell, for provider: ProviderID, in draft: inout PlanDraft) {
    let key = cell.cell.key
    let bucket = BucketKey(
      provider: provider, series: "series-\(key.projectID)", start: key.hour, hours: 1)
    let head = draft.snapshot.bucketHeads[bucket]
    let plannedCount = draft.plan.items.count { $0.bucket.key == bucket }
    draft.add(cell, to: provider, revision: (head?.revision ?? -1) + 1 + plannedCount)
    guard let head, head.state == .planned, plannedCount == 0 else { return }
    guard let added = draft.plan.items.popLast() else { return }
    let item = PlanDraft.item(
      bucket, revision: added.bucket.revision, units: added.units + head.units, projectID: key.projectID)
    draft.plan.items.append(item)
    draft.plan.supersededItems[head.itemID] = item.bucket.itemID
  }

  private mutating func anyBeginning() -> DispatchProgress {
    let states = random.isOne(in: 12) ? DispatchState.allCases : [.held, .unknown]
    return DispatchProgress(
      state: states[random.below(states.count)], reason: "begun so",
      ambiguousSince: random.isOne(in: 12) ? nil : now)
  }

  private mutating func anyHold() -> HoldReason {
    HoldReason.allCases[random.below(HoldReason.allCases.count)]
  }

  /// Breaks one rule of a plan.
  private mutating func spoil(_ plan: inout SealPlan) {
    let first = plan.items.first
    switch random.below(8) {
    case 0: _ = plan.sealedCellIDs.popLast()
    case 1: plan.sealedCellIDs = plan.sealedCellIDs.map { _ in plan.sealedCellIDs[0] }
    case 2: if let first { plan.items.append(first) }
    case 3: plan.supersededItems["nowhere"] = first?.bucket.itemID ?? "nowhere"
    case 4: if let itemID = first?.bucket.itemID { plan.supersededItems[itemID] = itemID }
    case 5: plan.charges.append(Self.strayCharge(cellID: 1))
    case 6: plan.charges.append(Self.strayCharge(cellID: 99_999))
    default:
      let key = CarryKey(provider: ProviderID("aws"), series: "series-proj-1", projectID: "proj-1")
      plan.carries[key] = Carry(stepsPerUnit: 7)
    }
  }

  private static func strayCharge(cellID: Int64) -> Charge {
    Charge(
      cellID: cellID, meterID: "gpu_hours_used", provider: ProviderID("aws"),
      quantity: Quantity(steps: 1, unit: .gpuHour), money: nil, priceID: nil, billedSteps: 1,
      state: .planned(itemID: nil))
  }
}
