import Billing
import Dispatching

/// The loop of one provider: age, choose, claim, submit, settle, until nothing is due or the time is up.
struct DispatchRound {
  let provider: any Provider
  let plan: RunPlan
  let context: RunContext
  let runID: Int64
  private let endNanoseconds: UInt64
  /// Whether no due item is left out; else a page could be full of those that are.
  private let takesEveryItem: Bool
  var result: DispatchResult
  /// Attempts of this run, by item.
  var attemptsOfItem: [String: Int] = [:]
  /// Items that this run leaves alone from now on.
  var setAside: Set<String> = []
  var silentBatchCount = 0
  /// When an item that this run tried may be tried again.
  var retryAtOfItem: [String: Instant] = [:]

  /// The longest wait for an item that may be tried again; beyond it the item is left to the next run, so that one
  /// provider that asks for an hour keeps no other from its turn.
  static let pauseSecondsMax: Int64 = 60
  /// After so many batches in a row without one clear answer the provider counts as unreachable.
  static let silentBatchCountMax = 8
  /// How long after the decision to send a byte may still leave.
  static let claimToSendNanosecondsMax = UInt64(SendingTimes.claimToSendSecondsMax) * 1_000_000_000
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
    takesEveryItem =
      plan.selection == .all
      && DispatchState.allCases.allSatisfy { !$0.isSendable || plan.job.dispatchedStates.contains($0) }
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
    return abs(time.seconds(since: provider.now())) <= SendingTimes.clockDifferenceSecondsMax
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
    for claim in ClaimSelection.claims(of: page, rule: provider.claimRule) where result.closure == nil {
      if mustStop { return stopEarly() }
      try send(claim)
    }
    guard let cause = result.closure else { return true }
    try close(cause, state: .deferred, reason: result.detail)
    return false
  }

  var mustStop: Bool {
    context.clock.isStopRequested() || context.clock.monotonicNanoseconds() >= endNanoseconds
  }

  private mutating func stopEarly() -> Bool {
    result.endedEarly = true
    return false
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
