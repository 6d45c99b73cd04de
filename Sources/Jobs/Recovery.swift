package import Billing
import Dispatching

/// Goes on with a ledger that was restored from an older copy. The lost part of its history may have sent anything, so
/// every open item, and every item sealed later for an hour before now, is in doubt until its provider was asked.
///
/// The ledger begins a new timeline with the recovery's lease, and the witness learns of it when everything else is
/// durable: of all copies only the one whose recovery came to its end last is let go on.
package enum Recovery {
  /// What a recovery did.
  package struct Outcome: Hashable, Sendable {
    /// Items that are in doubt now.
    package let doubtedCount: Int
    /// Items of buckets before this hour begin in doubt.
    package let restoredBefore: UTCHour
  }

  /// Puts every open item in doubt, and tells the witness that this is the ledger from now on. Until the last of it is
  /// durable the witness goes on refusing the ledger. Throws `timeUnconfirmed` while no target tells the time.
  package static func perform(
    actor: String, reason: String, _ context: RunContext, owner: LeaseOwner
  ) throws(RunError) -> Outcome {
    // Doubts begin at the confirmed time: a wall clock that has jumped since would have their buckets asked about too
    // early, or for days not at all.
    let (restoredBefore, now) = try context.lease.takeForRecovery(owner)
    defer { context.store.releaseLease() }
    let runID = try inStore { () throws(StoreError) in
      try context.store.beginRun(RunRecord(name: "recover", actor: actor, reason: reason, startedAt: now))
    }
    let items = try inStore { () throws(StoreError) in try context.store.openItems() }
    // Those in doubt before too: their buckets are quiet no sooner than hours after now.
    let changes = items.map { doubt($0, now: now) }
    if !changes.isEmpty {
      try inStore { () throws(StoreError) in try context.store.apply(changes, runID: runID) }
    }
    try context.lease.keepMark(isDurable: true)
    try inStore { () throws(StoreError) in
      try context.store.finishRun(
        runID, at: context.clock.now(), exitCode: ExitStatus.done.code, resultsJSON: "{}")
    }
    return Outcome(doubtedCount: changes.count, restoredBefore: restoredBefore)
  }

  private static func doubt(_ item: DispatchItem, now: Instant) -> ItemTransition {
    let terms = DispatchTerms(
      now: now, deadlineAt: item.deadlineAt, safeResendSeconds: nil, jitterPartsPerMillion: 0)
    let input = DispatchInput.doubted(
      reason: "the ledger was restored from an older copy, which may have sent this item")
    let step: DispatchRules.Step
    do throws(DispatchRules.IllegalInput) {
      step = try DispatchRules.step(item.progress, input, terms)
    } catch {
      preconditionFailure("every open item can be doubted, and \(error.state) is not")
    }
    return ItemTransition(
      itemID: item.id, from: item.progress, to: step.progress, attemptOutcome: nil, receipt: nil, at: now)
  }
}
