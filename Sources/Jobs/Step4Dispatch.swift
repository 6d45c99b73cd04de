package import Billing
import Dispatching

/// Sends what is due, one provider after the other; one that fails does not keep the next from its turn.
enum Step4Dispatch {
  static func run(_ plan: RunPlan, _ context: RunContext, runID: Int64) throws(RunError) -> [DispatchResult] {
    let startedNanoseconds = context.clock.monotonicNanoseconds()
    var results: [DispatchResult] = []
    let providers = plan.job.providers.compactMap(context.provider)
    for (index, provider) in providers.enumerated() {
      let elapsedSeconds = Int64((context.clock.monotonicNanoseconds() - startedNanoseconds) / 1_000_000_000)
      // What one provider leaves of its share is the next one's; none may use up the others'.
      let shareSeconds = (plan.job.limits.deadlineSeconds - elapsedSeconds) / Int64(providers.count - index)
      let secondsLeft = max(1, shareSeconds)
      var round = DispatchRound(
        provider: provider, plan: plan, context: context, runID: runID, secondsLeft: secondsLeft)
      try round.run()
      results.append(round.result)
    }
    return results
  }
}

/// What dispatch to one provider did in this run.
package struct DispatchResult: Sendable {
  /// The target.
  package let provider: ProviderID
  /// Requests made durable, one an item and attempt.
  package var attemptCount = 0
  /// Items that became delivered, by kind of receipt.
  package var deliveredCount = 0
  /// Of these, items the provider had counted before.
  package var duplicateCount = 0
  /// Money of the items delivered.
  package var deliveredMoney: [Money] = []
  /// Items that entered each other state in this run.
  package var enteredCount: [DispatchState: Int] = [:]
  /// The target's own time when ages were last judged; `nil` where it told none.
  package var agedAt: Instant?
  /// Why the whole provider is closed, if it is.
  package var closure: ClosureCause?
  /// The closure, or the last failure, in words.
  package var detail = ""
  /// Attempts that ended without any answer.
  package var ambiguousCount = 0
  /// Items for which the provider holds another quantity than ours, or counted something else than was sent.
  package var conflictCount = 0
  /// Whether the run's deadline or a request to stop ended it early.
  package var endedEarly = false

  init(provider: ProviderID) { self.provider = provider }
}
