import Billing
import Dispatching

/// Changes that no attempt makes.
extension DispatchRound {
  /// A re-run by hand, with its reason, is the approval that parked items of the window wait for.
  func approveParked() throws(RunError) {
    guard !plan.reason.isEmpty, let window = plan.window, plan.selection != .missing else { return }
    var parked: [DispatchItem] = []
    try inStore { () throws(StoreError) in
      try context.store.items(in: window) { item throws(StoreError) in
        let isApprovable = item.progress.state == .parked && item.progress.ambiguousSince == nil
        if isApprovable, item.bucket.provider == provider.id { parked.append(item) }
      }
    }
    let changes = parked.map { transition($0, .approve(reason: plan.reason), terms($0)).change }
    guard !changes.isEmpty else { return }
    try inStore { () throws(StoreError) in try context.store.apply(changes, runID: runID) }
  }

  /// Applies what time alone does: expired, unknown.
  mutating func ageItems() throws(RunError) {
    guard let time = provider.askTime() else { return }
    result.agedAt = time
    let items = try inStore { () throws(StoreError) in
      try context.store.itemsPastDeadlineOrInFlight(of: provider.id, at: provider.now())
    }
    try apply(.timePassed, to: items)
  }

  /// Every item not yet tried becomes a debt with the closure's reason.
  mutating func close(_ cause: ClosureCause, state: DispatchState, reason: String) throws(RunError) {
    result.closure = cause
    result.detail = reason
    let items = try inStore { () throws(StoreError) in
      try context.store.dueItems(of: provider.id, in: plan.window, at: provider.now(), countMax: .max)
    }
    try apply(.providerClosed(state, reason: reason), to: items.filter { $0.progress.state != .inFlight })
  }

  mutating func block(_ blocked: [String: String], in items: [DispatchItem]) throws(RunError) {
    setAside.formUnion(blocked.keys)
    for (reason, group) in Dictionary(
      grouping: items.filter { blocked[$0.id] != nil }, by: { blocked[$0.id] ?? "" })
    {
      result.detail = reason
      try apply(.blocked(reason: reason), to: group.filter { $0.progress.state != .inFlight })
    }
  }

  mutating func apply(_ input: DispatchInput, to items: [DispatchItem]) throws(RunError) {
    try apply(items.map { ($0, input) })
  }

  /// Applies what becomes of several items in one transaction; what changes nothing is not written.
  mutating func apply(_ inputs: [(item: DispatchItem, input: DispatchInput)]) throws(RunError) {
    var changes: [ItemTransition] = []
    for (item, input) in inputs {
      let change = transition(item, input, terms(item)).change
      guard change.to != change.from else { continue }
      if change.to.state == .delivered { noteDelivered(item) }
      changes.append(change)
      if change.to.state != change.from.state { result.enteredCount[change.to.state, default: 0] += 1 }
    }
    guard !changes.isEmpty else { return }
    try inStore { () throws(StoreError) in try context.store.apply(changes, runID: runID) }
  }

  func terms(_ item: DispatchItem) -> DispatchTerms {
    DispatchTerms(
      now: provider.now(), deadlineAt: item.deadlineAt, safeResendSeconds: provider.safeResendSeconds,
      jitterPartsPerMillion: context.jitter())
  }

  func transition(
    _ item: DispatchItem, _ input: DispatchInput, _ terms: DispatchTerms
  ) -> (change: ItemTransition, step: DispatchRules.Step) {
    let step: DispatchRules.Step
    do throws(DispatchRules.IllegalInput) {
      step = try DispatchRules.step(item.progress, input, terms)
    } catch {
      preconditionFailure("\(error.state) does not take \(error.input)")
    }
    let change = ItemTransition(
      itemID: item.id, from: item.progress, to: step.progress, attemptOutcome: step.outcome,
      receipt: step.receipt,
      at: terms.now)
    return (change, step)
  }
}
