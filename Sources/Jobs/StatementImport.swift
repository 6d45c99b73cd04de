package import Billing
package import Dispatching

/// Ends doubts by what a target's own records say, for a target that cannot be asked. Nothing is sent.
package enum StatementImport {
  /// What became of one item in doubt.
  package struct Outcome: Hashable, Sendable {
    /// The item as it was found.
    package let item: DispatchItem
    /// What the records come to.
    package let verdict: StatementRules.Verdict
    /// The item's state after it.
    package let state: DispatchState
    /// Whether the target no longer accepts the item: one that is not counted can then be sent no more.
    package let isPastDeadline: Bool
  }

  /// Who decides, why, and from when to when the records are said to be all there are.
  package struct Terms: Sendable {
    /// Who.
    package let actor: String
    /// Why; it stays with the item.
    package let reason: String
    /// From when to when the records are complete; `nil` when nobody says so.
    package let coverage: StatementCoverage?

    /// Terms of the parts given.
    package init(actor: String, reason: String, coverage: StatementCoverage?) {
      self.actor = actor
      self.reason = reason
      self.coverage = coverage
    }
  }

  /// Decides every item in doubt of the statement's target, each in a transaction of its own, under the lease. What the
  /// records do not prove stays as it is; when they prove nothing, nothing is written.
  package static func perform(
    _ statement: any ProviderStatement, _ terms: Terms, _ context: RunContext, owner: LeaseOwner
  ) throws(RunError) -> [Outcome] {
    try context.lease.take(owner)
    defer { context.store.releaseLease() }
    let outcomes = try rehearse(statement, terms, context)
    guard outcomes.contains(where: { $0.input(terms) != nil }) else { return outcomes }
    let runID = try inStore { () throws(StoreError) in
      try context.store.beginRun(
        RunRecord(
          name: owner.command, actor: terms.actor, reason: terms.reason, startedAt: context.clock.now()))
    }
    for outcome in outcomes {
      guard let input = outcome.input(terms) else { continue }
      guard case .success = try Deciding.apply(input, to: outcome.item, context, runID: runID) else {
        preconditionFailure("an item in doubt takes proof either way")
      }
    }
    try inStore { () throws(StoreError) in
      try context.store.finishRun(
        runID, at: context.clock.now(), exitCode: outcomes.exitStatus.code, resultsJSON: "{}")
    }
    return outcomes
  }

  /// What `perform` would do: nothing is written, and no lease is taken.
  package static func rehearse(
    _ statement: any ProviderStatement, _ terms: Terms, _ context: RunContext
  ) throws(RunError) -> [Outcome] {
    let items = try inStore { () throws(StoreError) in try context.store.openItems() }
    var outcomes: [Outcome] = []
    for item in items where item.bucket.provider == statement.provider {
      guard StatementRules.mayDecide(item.progress) else { continue }
      let verdict = StatementRules.verdict(
        statement.tells(of: item), try terms.rules(on: item, statement, context.store))
      outcomes.append(
        Outcome(
          item: item, verdict: verdict, state: verdict.state ?? item.progress.state,
          isPastDeadline: context.clock.now() > item.deadlineAt))
    }
    return outcomes
  }
}

extension StatementImport.Terms {
  /// What the rules look at of one item besides the records.
  fileprivate func rules(
    on item: DispatchItem, _ statement: any ProviderStatement, _ store: any Store
  ) throws(RunError) -> StatementTerms {
    try inStore { () throws(StoreError) in
      var siblings: [DispatchItem] = []
      try store.items(in: item.bucket.window) { other throws(StoreError) in
        if other.bucket == item.bucket, other.id != item.id { siblings.append(other) }
      }
      let restoredBefore = try store.identity().restoredBefore
      return StatementTerms(
        of: item, attempts: try store.trace(item.id)?.attempts.filter { $0.itemID == item.id } ?? [],
        siblings: siblings, lagSeconds: statement.lagSeconds, coverage: coverage,
        isRestored: restoredBefore.map { item.bucket.start < $0 } ?? false)
    }
  }
}

extension StatementImport.Outcome {
  /// What the verdict does to the item; `nil` for nothing.
  fileprivate func input(_ terms: StatementImport.Terms) -> DispatchInput? {
    let reason = "\(terms.actor): \(terms.reason)"
    return switch verdict {
    case .counted(let record): .proven(StatementRules.receipt(of: record, reason: reason))
    case .notCounted(let words): .disproven(reason: "\(reason); \(words)")
    case .conflicting, .open: nil
    }
  }
}

extension StatementRules.Verdict {
  /// The state that an item in doubt takes by it; `nil` for the one it has.
  fileprivate var state: DispatchState? {
    switch self {
    case .counted: .delivered
    case .notCounted: .planned
    case .conflicting, .open: nil
    }
  }
}

extension [StatementImport.Outcome] {
  /// A conflict is a break; what is still in doubt is a debt.
  package var exitStatus: ExitStatus {
    if contains(where: { if case .conflicting = $0.verdict { true } else { false } }) { return .breaks }
    return contains { if case .open = $0.verdict { true } else { false } } ? .partial : .done
  }
}
