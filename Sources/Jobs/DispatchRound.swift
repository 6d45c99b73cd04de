import Billing
import Dispatching

/// The loop of one provider: age, choose, claim, submit, settle, until nothing is due or the time is up.
struct DispatchRound {
  private let provider: any Provider
  private let plan: RunPlan
  private let context: RunContext
  private let runID: Int64
  private let endNanoseconds: UInt64
  private(set) var result: DispatchResult
  /// Attempts of this run, by item.
  private var attemptsOfItem: [String: Int] = [:]
  /// Items that this run leaves alone from now on.
  private var setAside: Set<String> = []
  private var silentBatchCount = 0
  /// When an item that this run tried may be tried again.
  private var retryAtOfItem: [String: Instant] = [:]

  /// The longest wait for an item that may be tried again; beyond it the item is left to the next run, so that one
  /// provider that asks for an hour keeps no other from its turn.
  static let pauseSecondsMax: Int64 = 60
  /// After so many batches in a row without one clear answer the provider counts as unreachable.
  static let silentBatchCountMax = 8
  /// How long after the decision to send a byte may still leave.
  static let claimToSendNanosecondsMax: UInt64 = 60_000_000_000
  /// How many items in doubt one run asks about.
  static let inquiryCountMax = 200
  /// How many due items are looked at together.
  static let pageItemCount = 2_000

  init(
    provider: any Provider, plan: RunPlan, context: RunContext, runID: Int64, secondsLeft: Int64
  ) {
    self.provider = provider
    self.plan = plan
    self.context = context
    self.runID = runID
    endNanoseconds = context.clock.monotonicNanoseconds() + UInt64(secondsLeft) * 1_000_000_000
    result = DispatchResult(provider: provider.id)
  }

  mutating func run() throws(RunError) {
    try approveParked()
    guard isTimeKnown else {
      return try close(
        .unreachable, state: .deferred, reason: "its time is not known, and ages cannot be judged without it")
    }
    try ageItems()
    try resolveUnknown()
    while try dispatchPage() {}
    try ageItems()
  }

  /// Whether the target's clock runs by an answer of its own. A target that answers a question for its time, and goes
  /// on judging by another clock, was told that of a machine whose wall clock is wrong: every age would be wrong too.
  private var isTimeKnown: Bool {
    guard let time = provider.askTime() else { return false }
    return abs(time.seconds(since: provider.now())) <= Run.clockDifferenceSecondsMax
  }

  /// Sends one page of due items; answers whether there may be more to do.
  private mutating func dispatchPage() throws(RunError) -> Bool {
    if mustStop { return stopEarly() }
    let due = try dueItems()
    guard !due.isEmpty else { return waitForRetry() }
    var page = due
    switch provider.prepare(for: due) {
    case .closed(let cause, let state, let reason):
      try close(cause, state: state, reason: reason)
      return false
    case .ready(let blocked):
      try block(blocked, in: due)
      page.removeAll { blocked[$0.id] != nil }
    }
    while !page.isEmpty, result.closure == nil {
      if mustStop { return stopEarly() }
      let chosen = ClaimSelection.select(from: page, rule: provider.claimRule)
      let chosenIDs = Set(chosen.map(\.id))
      page.removeAll { chosenIDs.contains($0.id) }
      try send(chosen)
    }
    guard let cause = result.closure else { return true }
    try close(cause, state: .deferred, reason: result.detail)
    return false
  }

  private var mustStop: Bool {
    context.clock.isStopRequested() || context.clock.monotonicNanoseconds() >= endNanoseconds
  }

  private mutating func stopEarly() -> Bool {
    result.endedEarly = true
    return false
  }

  /// Whether no due item is left out; else a page could be full of those that are.
  private var takesEveryItem: Bool {
    plan.selection == .all
      && DispatchState.allCases.allSatisfy { !$0.isSendable || plan.job.dispatchedStates.contains($0) }
  }

  private func dueItems() throws(RunError) -> [DispatchItem] {
    let items = try inStore { () throws(StoreError) in
      try context.store.dueItems(
        of: provider.id, in: plan.window, at: provider.now(),
        countMax: takesEveryItem ? Self.pageItemCount + setAside.count : .max)
    }
    return items.filter { item in
      guard !setAside.contains(item.id),
        plan.job.dispatchedStates.contains(item.progress.state) || attemptsOfItem[item.id] != nil
      else { return false }
      let earlierAttemptCount = item.progress.attemptCount - (attemptsOfItem[item.id] ?? 0)
      switch plan.selection {
      case .all: return true
      case .missing: return earlierAttemptCount == 0
      case .failed: return earlierAttemptCount > 0
      }
    }
  }

  /// Waits until the first item may be tried again, if that is still in this run's time.
  private mutating func waitForRetry() -> Bool {
    guard let retryAt = retryAtOfItem.values.min() else { return false }
    retryAtOfItem = retryAtOfItem.filter { $0.value > retryAt }
    let waitMilliseconds = max(1, (retryAt.microseconds - provider.now().microseconds) / 1_000 + 1)
    let leftMilliseconds = Int64(
      (endNanoseconds - min(endNanoseconds, context.clock.monotonicNanoseconds())) / 1_000_000)
    guard waitMilliseconds < leftMilliseconds else { return stopEarly() }
    return context.clock.sleep(milliseconds: waitMilliseconds) ? true : stopEarly()
  }
}

// MARK: - Attempts

extension DispatchRound {
  /// Makes the items durably in flight, sends them, and settles every answer.
  private mutating func send(_ items: [DispatchItem]) throws(RunError) {
    // The clock is read before the items' ages are judged: a process that is stopped in between sends nothing.
    let notAfterNanoseconds = context.clock.monotonicNanoseconds() + Self.claimToSendNanosecondsMax
    let candidates = items.map { (item: $0, terms: terms($0)) }
    let sendable = candidates.filter { DispatchRules.mayBeSent($0.item.progress, $0.terms) }
    guard !sendable.isEmpty else {
      setAside.formUnion(items.map(\.id))
      return
    }
    let claims = sendable.map { transition($0.item, .claim, $0.terms).change }
    let batch = try inStore { () throws(StoreError) in try context.store.claim(claims, runID: runID) }
    try context.lease.keepMark(isDurable: false)
    let inFlight = batch.items
    let answers = provider.submit(inFlight, notAfterNanoseconds: notAfterNanoseconds)
    precondition(answers.count == inFlight.count, "an adapter answers for every item")
    var settlements: [ItemTransition] = []
    for (index, item) in inFlight.enumerated() {
      let before = sendable[index].item.progress.ambiguousSince
      settlements.append(receive(answers[index], for: item, ambiguousSinceBefore: before))
    }
    try settle(batch, settlements)
    result.attemptCount += inFlight.count
    breakCircuit(after: answers)
    context.progress.advanced(
      .dispatch, subject: provider.id.name, done: result.deliveredCount, total: nil)
  }

  /// A provider that answers nothing at all, batch after batch, is left to the next run.
  private mutating func breakCircuit(after answers: [ItemAnswer]) {
    let isSilent = answers.allSatisfy { if case .ambiguous = $0 { true } else { false } }
    silentBatchCount = isSilent ? silentBatchCount + 1 : 0
    if silentBatchCount >= Self.silentBatchCountMax, result.closure == nil { result.closure = .unreachable }
  }

  private func settle(_ batch: consuming ClaimedBatch, _ settlements: [ItemTransition]) throws(RunError) {
    do throws(StoreError) {
      try context.store.settle(batch, with: settlements, runID: runID)
    } catch {
      throw .store(error)
    }
  }

  private mutating func receive(
    _ answer: ItemAnswer, for item: DispatchItem, ambiguousSinceBefore: Instant?
  ) -> ItemTransition {
    let (change, step) = transition(
      item, .answer(answer, ambiguousSinceBefore: ambiguousSinceBefore), terms(item))
    count(answer, item: item, becomes: step.progress.state)
    attemptsOfItem[item.id, default: 0] += 1
    if attemptsOfItem[item.id, default: 0] >= plan.job.limits.attemptCountMax
      || step.progress.state != .inFlight
    {
      setAside.insert(item.id)
    } else if let retryAt = step.progress.nextAttemptAt {
      if retryAt.seconds(since: provider.now()) > Self.pauseSecondsMax {
        setAside.insert(item.id)
      } else {
        retryAtOfItem[item.id] = retryAt
      }
    }
    return change
  }

  private mutating func noteDelivered(_ item: DispatchItem) {
    result.deliveredCount += 1
    result.deliveredMoney = MoneySums.sums(of: result.deliveredMoney + [item.money])
  }

  private mutating func count(_ answer: ItemAnswer, item: DispatchItem, becomes state: DispatchState) {
    switch answer {
    case .delivered(let receipt):
      if receipt.kind == .duplicate { result.duplicateCount += 1 }
      noteDelivered(item)
      return
    case .closed(let detail, let closure):
      result.detail = detail
      if let closure { result.closure = closure }
    case .ambiguous(let detail, _, _):
      result.ambiguousCount += 1
      result.detail = detail
    case .conflicting(let detail), .countedOtherwise(let detail):
      result.conflictCount += 1
      result.detail = detail
    case .refusedForNow(let detail, _), .rejected(let detail), .parked(let detail):
      result.detail = detail
    }
    if state != .inFlight { result.enteredCount[state, default: 0] += 1 }
  }
}

// MARK: - Changes that no attempt makes

extension DispatchRound {
  /// A re-run by hand, with its reason, is the approval that parked items of the window wait for.
  private func approveParked() throws(RunError) {
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
  private mutating func ageItems() throws(RunError) {
    guard provider.askTime() != nil else { return }
    let items = try inStore { () throws(StoreError) in
      try context.store.itemsPastDeadlineOrInFlight(of: provider.id, at: provider.now())
    }
    try apply(.timePassed, to: items)
  }

  /// Asks the target about items that may have counted, once their buckets are quiet.
  private mutating func resolveUnknown() throws(RunError) {
    guard provider.askTime() != nil else { return }
    let histories = try inStore { () throws(StoreError) in
      try context.store.unknownItems(of: provider.id, countMax: Self.inquiryCountMax)
    }
    for history in histories where !mustStop {
      guard UnknownRules.reasonToWait(history, now: provider.now()) == nil,
        case .ready(let blocked) = provider.prepare(for: [history.item]), blocked.isEmpty
      else { continue }
      let verdict = UnknownRules.verdict(history, total: provider.total(of: history.item))
      guard let input = DispatchInput(verdict) else { continue }
      try apply(input, to: [history.item])
    }
  }

  /// Every item not yet tried becomes a debt with the closure's reason.
  private mutating func close(_ cause: ClosureCause, state: DispatchState, reason: String) throws(RunError) {
    result.closure = cause
    result.detail = reason
    let items = try inStore { () throws(StoreError) in
      try context.store.dueItems(of: provider.id, in: plan.window, at: provider.now(), countMax: .max)
    }
    try apply(.providerClosed(state, reason: reason), to: items.filter { $0.progress.state != .inFlight })
  }

  private mutating func block(_ blocked: [String: String], in items: [DispatchItem]) throws(RunError) {
    setAside.formUnion(blocked.keys)
    for (reason, group) in Dictionary(
      grouping: items.filter { blocked[$0.id] != nil }, by: { blocked[$0.id] ?? "" })
    {
      result.detail = reason
      try apply(.blocked(reason: reason), to: group.filter { $0.progress.state != .inFlight })
    }
  }

  private mutating func apply(_ input: DispatchInput, to items: [DispatchItem]) throws(RunError) {
    var changes: [ItemTransition] = []
    for item in items {
      let change = transition(item, input, terms(item)).change
      guard change.to != change.from else { continue }
      if change.to.state == .delivered { noteDelivered(item) }
      changes.append(change)
      if change.to.state != change.from.state { result.enteredCount[change.to.state, default: 0] += 1 }
    }
    guard !changes.isEmpty else { return }
    try inStore { () throws(StoreError) in try context.store.apply(changes, runID: runID) }
  }

  private func terms(_ item: DispatchItem) -> DispatchTerms {
    DispatchTerms(
      now: provider.now(), deadlineAt: item.deadlineAt, safeResendSeconds: provider.safeResendSeconds,
      jitterPartsPerMillion: context.jitter())
  }

  private func transition(
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
