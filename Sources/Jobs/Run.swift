package import Billing

/// One run, from lease to results: the straight line that cron, a manual re-run and a dry run walk.
package enum Run {
  /// Runs `plan` and answers what it did. Everything is durable step by step; whatever throws, the next run goes on.
  package static func perform(_ plan: RunPlan, _ context: RunContext, owner: LeaseOwner) throws(RunError)
    -> RunResults
  {
    try context.lease.take(owner)
    defer { context.store.releaseLease() }
    let startedAt = context.clock.now()
    let runID = try inStore { () throws(StoreError) in
      try context.store.beginRun(
        RunRecord(name: plan.job.name, actor: plan.actor, reason: plan.reason, startedAt: startedAt))
    }
    var results = RunResults(runID: runID, plan: plan, startedAt: startedAt)
    do throws(RunError) {
      try walk(plan, context, into: &results)
    } catch {
      results.failure = error
      results.finishedAt = context.clock.now()
      // The run's end is noted as well as can be; what made it fail is what the caller must hear.
      try? context.store.finishRun(
        runID, at: results.finishedAt, exitCode: results.exitStatus.code, resultsJSON: results.text)
      return results
    }
    results.finishedAt = context.clock.now()
    try context.lease.keepMark(isDurable: true)
    try inStore { () throws(StoreError) in
      try context.store.finishRun(
        runID, at: results.finishedAt, exitCode: results.exitStatus.code, resultsJSON: results.text)
    }
    return results
  }

  /// What `plan` would do: nothing is written, nothing is sent.
  package static func rehearse(_ plan: RunPlan, _ context: RunContext) throws(RunError) -> RunResults {
    var results = RunResults(runID: 0, plan: plan, startedAt: context.clock.now())
    results.isDryRun = true
    if plan.job.steps.contains(.import) { results.imports = try Step1Import.rehearse(context) }
    if plan.job.steps.contains(.verify) {
      results.isVerifying = context.verification != nil
      results.replayRefusals = context.verification?.refusals.map(\.description) ?? []
      results.verifications = try Step2Verify.rehearse(plan, context)
    }
    if plan.job.steps.contains(.seal) { results.seals = try Step3Seal.rehearse(plan, context) }
    try tieOut(plan, context, into: &results)
    results.finishedAt = context.clock.now()
    return results
  }

  private static func walk(
    _ plan: RunPlan, _ context: RunContext, into results: inout RunResults
  ) throws(RunError) {
    if plan.job.steps.contains(.import) {
      results.imports = try Step1Import.run(context, runID: results.runID)
      let followUp = try UsageRecordFollowUp.run(context, runID: results.runID)
      results.imports += followUp.peaks.map { [$0] } ?? []
      results.licenceBreaks = followUp.licenceBreaks
    }
    try compareClocks(plan, context)
    if plan.job.steps.contains(.verify) {
      results.isVerifying = context.verification != nil
      results.replayRefusals = context.verification?.refusals.map(\.description) ?? []
      results.verifications = try Step2Verify.run(plan, context, runID: results.runID)
    }
    if plan.job.steps.contains(.seal) {
      results.seals = try Step3Seal.run(plan, context, runID: results.runID)
    }
    if plan.job.steps.contains(.dispatch) {
      results.dispatches = try Step4Dispatch.run(plan, context, runID: results.runID)
      results.stopSignal = context.clock.isStopRequested() ? context.stopSignal() : nil
    }
    try tieOut(plan, context, into: &results)
  }

  /// A wall clock that is wrong would seal hours that are not over, or call usage expired that is not.
  private static func compareClocks(_ plan: RunPlan, _ context: RunContext) throws(RunError) {
    guard plan.job.steps.contains(.seal) || plan.job.steps.contains(.dispatch) else { return }
    _ = try times(plan, context)
  }

  /// What the targets of the job that can be asked tell the time to be, none of them far from this machine's clock.
  static func times(_ plan: RunPlan, _ context: RunContext) throws(RunError) -> [Instant] {
    var times: [Instant] = []
    for provider in context.providers where plan.job.providers.contains(provider.id) {
      guard let time = provider.askTime() else { continue }
      let seconds = context.clock.now().seconds(since: time)
      guard abs(seconds) <= SendingTimes.clockDifferenceSecondsMax else {
        throw .clockDiffers(provider: provider.id, seconds: seconds)
      }
      times.append(time)
    }
    return times
  }

  /// Where the whole ledger stands after the run, and whether its equations hold.
  private static func tieOut(
    _ plan: RunPlan, _ context: RunContext, into results: inout RunResults
  ) throws(RunError) {
    results.standing = try inStore { () throws(StoreError) in try context.store.standing(in: plan.window) }
    let debts = try inStore { () throws(StoreError) in
      try context.store.debts(countMax: Debt.alarmedCountMax)
    }
    let now = context.clock.now()
    let agedAt = Dictionary(results.dispatches.map { ($0.provider, $0.agedAt) }, uniquingKeysWith: { $1 })
    results.alarms = DebtAlarmLine.lines(of: debts, now: { provider in (agedAt[provider] ?? nil) ?? now })
    results.dueWindowCount = try Step3Seal.dueWindowCount(plan, context)
    results.audit = try inStore { () throws(StoreError) in try context.store.audit(events: false) }
  }
}
