import Billing
import Dispatching
import Metering

/// Seals the windows that are due: rates what was metered, plans and freezes the items, one transaction a window.
enum Step3Seal {
  static func run(_ plan: RunPlan, _ context: RunContext, runID: Int64) throws(RunError) -> [SealResult] {
    // Without any target's time nothing is sealed: hours sealed by a clock that is ahead would lock out their usage.
    guard let now = try confirmedTime(plan, context) else { return [] }
    try addDueWindows(plan, context, now: now)
    var results: [SealResult] = []
    var looksAtWaiting = try hasClosedHours(context)
    var sealedCount = 0
    let windows = try due(plan, context, now: now)
    let sealedCountMax = plan.job.window?.windowCountMax ?? 0
    for (index, window) in windows.enumerated() where sealedCount < sealedCountMax {
      try context.continueUnlessStopped()
      // Only the newest window can hold an hour that is open again for what waits.
      let isNewest = index == windows.count - 1
      let slices = try self.slices(for: window, context, waiting: isNewest && looksAtWaiting, now: now)
      // As confirmed, not as this machine's clock says by now: items of a restored ledger begin in doubt with a seal,
      // and an instant ahead of their target's time would keep their bucket from being asked about until then.
      _ = try inStore { () throws(StoreError) in try context.store.seal(slices, runID: runID, at: now) }
      let result = SealResult(slices)
      looksAtWaiting = looksAtWaiting || slices.plan.charges.contains { $0.state == .held(.hourClosed) }
      // A window without usage costs nothing: a ledger whose first event is years old still catches up.
      if result.cellCount > 0 { sealedCount += 1 }
      results.append(result)
      context.progress.advanced(.seal, subject: window.text, done: results.count, total: nil)
    }
    return results
  }

  /// Whether charges wait for an hour that their provider still accepts.
  private static func hasClosedHours(_ context: RunContext) throws(RunError) -> Bool {
    let standing = try inStore { () throws(StoreError) in try context.store.standing(in: nil) }
    return standing.charges.contains { $0.reason == HoldReason.hourClosed.rawValue }
  }

  /// How many windows are due and not sealed, those not yet in the table included.
  static func dueWindowCount(_ plan: RunPlan, _ context: RunContext) throws(RunError) -> Int {
    guard plan.job.steps.contains(.seal) else { return 0 }
    let table = try inStore { () throws(StoreError) in try context.store.dueWindows() }
    let now = context.clock.now()
    return bounded(table + (try newWindows(plan, context, now: now)), plan, context, now: now).count
  }

  /// What a run would seal, without writing anything.
  static func rehearse(_ plan: RunPlan, _ context: RunContext) throws(RunError) -> [SealResult] {
    let table = try inStore { () throws(StoreError) in try context.store.dueWindows() }
    let now = context.clock.now()
    let added = try newWindows(plan, context, now: now)
    var results: [SealResult] = []
    // Each window is planned against the ledger as it is, so only the first is exact; the rest would need its carry.
    for window in bounded(table + added, plan, context, now: now).prefix(1) {
      let isWaiting = try hasClosedHours(context)
      let slices = try self.slices(for: window, context, waiting: isWaiting, now: now)
      _ = slices.whole()
      results.append(SealResult(slices))
    }
    return results
  }

  private static func due(
    _ plan: RunPlan, _ context: RunContext, now: Instant
  ) throws(RunError) -> [BillingWindow] {
    bounded(try inStore { () throws(StoreError) in try context.store.dueWindows() }, plan, context, now: now)
  }

  /// The earliest of this machine's time and every target's; `nil` while no target of the job tells its time. One that
  /// told none when the run began may do so now, and be far off: hours sealed too early would lock out their usage.
  private static func confirmedTime(_ plan: RunPlan, _ context: RunContext) throws(RunError) -> Instant? {
    let hasTargets = context.providers.contains { plan.job.providers.contains($0.id) }
    let times = try Run.times(plan, context)
    guard !times.isEmpty || !hasTargets else { return nil }
    return times.reduce(context.clock.now()) { min($0, $1) }
  }

  /// Oldest first, none that is not over and settled; with `--window`, none that reaches beyond it.
  private static func bounded(
    _ windows: [BillingWindow], _ plan: RunPlan, _ context: RunContext, now: Instant
  ) -> [BillingWindow] {
    guard let rule = plan.job.window else { return [] }
    let end = min(settledUntil(rule, now), plan.window?.end ?? UTCHour(index: .max))
    return Array(windows.prefix { $0.end <= end })
  }

  /// Windows that end by this hour have waited long enough for late events.
  private static func settledUntil(_ rule: JobDefinition.WindowRule, _ now: Instant) -> UTCHour {
    now.adding(seconds: -rule.settleLagSeconds).hour
  }

  private static func addDueWindows(
    _ plan: RunPlan, _ context: RunContext, now: Instant
  ) throws(RunError) {
    let windows = try newWindows(plan, context, now: now)
    guard !windows.isEmpty else { return }
    try inStore { () throws(StoreError) in try context.store.addDueWindows(windows) }
  }

  private static func newWindows(
    _ plan: RunPlan, _ context: RunContext, now: Instant
  ) throws(RunError) -> [BillingWindow] {
    guard let rule = plan.job.window else { return [] }
    let tableEnd = try inStore { () throws(StoreError) in try context.store.dueWindowsEnd() }
    let earliest = try inStore { () throws(StoreError) in try context.store.earliestEventHour() }
    return DueWindows.windows(
      after: tableEnd, earliestEventHour: earliest.map { max($0, context.billingStarts ?? $0) },
      hours: rule.hours,
      settledUntil: settledUntil(rule, now))
  }

  /// Rates open cells, and charges that waited when the catalog changed, and plans their items.
  static func slices(
    for window: BillingWindow, _ context: RunContext, waiting: Bool, now: Instant
  ) throws(RunError) -> SealSlices {
    let sealedVersion = try inStore { () throws(StoreError) in try context.store.sealedCatalogVersion() }
    let hasVerdict = try inStore { () throws(StoreError) in try context.store.hasVerdictSinceSeal() }
    let looksAtWaiting = waiting || hasVerdict || sealedVersion != context.catalog.version
    let snapshot = try inStore { () throws(StoreError) in
      try context.store.snapshot(for: window, waiting: looksAtWaiting)
    }
    return SealPlanning.slices(
      window: window, snapshot: snapshot, catalog: context.catalog, providers: context.providers,
      billingStarts: context.billingStarts, bounds: context.bounds, now: now)
  }
}
