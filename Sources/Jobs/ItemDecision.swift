package import Billing
import Dispatching

/// What a person decides about one item, with a reason that stays in its history.
package enum ItemDecision: CaseIterable, Hashable, Sendable {
  /// A held item may be sent after all, or a parked one again.
  case approve
  /// The provider counts the item: the person has looked.
  case counted
  /// The provider does not count the item: the person has looked. It is sent again.
  case notCounted
}

/// Carries decisions of persons out.
package enum Deciding {
  /// What became of one item.
  package struct Outcome: Hashable, Sendable {
    /// The item's identifier as given.
    package let itemID: String
    /// Its state after the decision, or why the decision does not fit.
    package let result: Result<DispatchState, Refusal>
  }
  /// Why a decision does not fit its item.
  package struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found, what is accepted.
    package let description: String
  }

  /// Decides each item in a transaction of its own, under the lease.
  package static func perform(
    _ decision: ItemDecision, on itemIDs: [String], actor: String, reason: String, _ context: RunContext,
    owner: LeaseOwner
  ) throws(RunError) -> [Outcome] {
    try context.lease.take(owner)
    defer { context.store.releaseLease() }
    let runID = try inStore { () throws(StoreError) in
      try context.store.beginRun(
        RunRecord(name: owner.command, actor: actor, reason: reason, startedAt: context.clock.now()))
    }
    var outcomes: [Outcome] = []
    for id in itemIDs {
      let outcome = try decide(decision, id, reason: "\(actor): \(reason)", context, runID: runID)
      outcomes.append(Outcome(itemID: id, result: outcome))
    }
    let hasRefusal = outcomes.contains { if case .failure = $0.result { true } else { false } }
    try inStore { () throws(StoreError) in
      try context.store.finishRun(
        runID, at: context.clock.now(), exitCode: (hasRefusal ? ExitStatus.partial : .done).code,
        resultsJSON: "{}")
    }
    return outcomes
  }

  private static func decide(
    _ decision: ItemDecision, _ id: String, reason: String, _ context: RunContext, runID: Int64
  ) throws(RunError) -> Result<DispatchState, Refusal> {
    guard let item = try inStore({ () throws(StoreError) in try context.store.item(id) }) else {
      return .failure(Refusal(description: "\(id) is no item of this ledger; see agnitra-billing status"))
    }
    switch try apply(input(decision, reason: reason), to: item, context, runID: runID) {
    case .success(let state): return .success(state)
    case .failure: return .failure(Refusal(description: refusal(decision, item)))
    }
  }

  /// Does a decision to an item, in a transaction of its own; a failure when it does not fit the item's state.
  static func apply(
    _ input: DispatchInput, to item: DispatchItem, _ context: RunContext, runID: Int64
  ) throws(RunError) -> Result<DispatchState, DispatchRules.IllegalInput> {
    let now = context.clock.now()
    let terms = DispatchTerms(
      now: now, deadlineAt: item.deadlineAt, safeResendSeconds: nil, jitterPartsPerMillion: 0)
    let step: DispatchRules.Step
    do throws(DispatchRules.IllegalInput) {
      step = try DispatchRules.step(item.progress, input, terms)
    } catch {
      return .failure(error)
    }
    let change = ItemTransition(
      itemID: item.id, from: item.progress, to: step.progress, attemptOutcome: nil, receipt: step.receipt,
      at: now)
    try inStore { () throws(StoreError) in try context.store.apply([change], runID: runID) }
    return .success(step.progress.state)
  }

  private static func input(_ decision: ItemDecision, reason: String) -> DispatchInput {
    switch decision {
    case .approve: .approve(reason: reason)
    case .notCounted: .disproven(reason: reason)
    case .counted: .proven(Attestation.receipt(reason: reason))
    }
  }

  private static func refusal(_ decision: ItemDecision, _ item: DispatchItem) -> String {
    let state = item.progress.state
    switch decision {
    case .approve:
      return
        "\(item.id) is \(state): only items that are held, or parked and provably not counted, are approved"
    case .counted, .notCounted:
      return
        "\(item.id) is \(state): only items that may have counted (unknown, or parked in doubt) are resolved"
    }
  }
}
