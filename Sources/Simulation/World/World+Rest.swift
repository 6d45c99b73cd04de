import Billing
import Jobs

extension World {
  private static let calmGapMinutes: [Int64] = [180, 90, 26 * 60, 90, 24 * 60, 90]

  /// The faults are over: the next runs must bring everything to a final state, or to one with a name.
  func liveWithoutFaults() {
    choices.endFaults()
    for runner in runners {
      runner.end()
      runner.wallOffsetMicroseconds = 0
    }
    (stripe.outage, marketplace.outage) = (Outage(), Outage())
    note("world", "the faults are over")
    let lastArrival = scenario.files.map(\.arrivalMicroseconds).max() ?? microseconds
    advance(to: lastArrival)
    while violation == nil, isRolledBack {
      advance(by: 3_600_000_000)
      startRecovery(on: runners[0])
      finishCalmly()
      if isRolledBack { report(.i30, "a recovery without faults left the ledger refused") }
    }
    for minutes in Self.calmGapMinutes where violation == nil {
      advance(by: minutes * 60_000_000)
      runCalmly(linePlan)
      if obstacleToRest == nil, !mirror.items.contains(where: { $0.progress.state == .unknown }) { break }
    }
    if violation == nil, let obstacle = obstacleToRest {
      report(scenario.poisonedSeriesIndex == nil ? .i26 : .i21, obstacle)
    }
    if violation == nil, let id = doubtLeftAlone { report(.i26, "\(id) is in doubt, and its total tells") }
    if violation == nil { checkRest() }
  }

  func runCalmly(_ plan: RunPlan) {
    let sealedCount = mirror.sealedWindowEnds.count
    start(plan, on: runners[0])
    finishCalmly()
    if violation == nil, mirror.sealedWindowEnds.count > sealedCount { checkWaiting() }
  }

  /// What waited for an hour that its provider takes was placed by the seal of the newest window, if that has one.
  private func checkWaiting() {
    guard let lastHour = mirror.sealedWindowEnds.last?.adding(hours: -1),
      marketplace.end(of: lastHour).adding(seconds: -Self.closingSecondsMax) > now,
      let (key, _) = mirror.waiting.first(where: { $0.value.state == .held(.hourClosed) })
    else { return }
    report(.i26, "\(key.provider): cell \(key.cellID) waits for an open hour, and \(lastHour.text) is open")
  }

  /// By how much an adapter gives an hour up before AWS does, at the most: the last six hours of a month's grace.
  private static let closingSecondsMax: Int64 = 7 * 3_600

  private func finishCalmly() { finish(runners[0]) }

  func finish(_ runner: Runner) {
    while violation == nil, runner.isBusy {
      if let wake = runner.wakeMicroseconds, wake > microseconds { advance(to: wake) }
      runner.resume()
    }
  }

  /// Why the world is not at rest; `nil` when every event is posted and sealed and every item final or named.
  private var obstacleToRest: String? {
    if mirror.postedKeys.count < scenario.events.count {
      return "\(mirror.postedKeys.count) of \(scenario.events.count) events are posted"
    }
    if let unsealed = mirror.unsealed { return unsealed }
    for item in mirror.openItems where !mirror.isBlocked(item) {
      return "\(item.id) is still \(item.progress.state): \(item.progress.reason)"
    }
    return nil
  }

  /// An item in doubt of which Stripe's total tells what became of it, and which no run looked at.
  private var doubtLeftAlone: String? {
    guard !mirror.isIncomplete else { return nil }
    return mirror.items.first { item in
      item.progress.state == .unknown && books.buckets[item.bucket].key.provider == SimulatedCatalog.stripeID
        && mirror.truth(about: item, self) != nil
    }?.id
  }

  /// At rest: the books are closed, and a re-run of everything sends nothing.
  private func checkRest() {
    decideCalmly()
    mirror.checkTotals(self)
    mirror.compare(with: ledger, self)
    guard violation == nil else { return }
    let hasPoison = mirror.items.contains { $0.progress.state == .parked }
    if hasPoison { return recoverParked() }
    // What is in doubt may be resolved by any run, and then be sent.
    guard !mirror.items.contains(where: { $0.progress.state == .unknown }) else { return }
    let before = departureCount
    runCalmly(rerun(reason: "again"))
    if departureCount > before, violation == nil {
      report(.i33, "a re-run of what is at rest sent \(departureCount - before) items")
    }
  }

  /// A person decides what waits for one, once for each decision; what was held or in doubt is so no longer.
  private func decideCalmly() {
    for _ in ItemDecision.allCases {
      guard violation == nil, let (decision, ids) = decisionOfPerson() else { return }
      runners[0].start(SimulatedProcess(self, runner: runners[0], work: .decision(decision, ids)))
      finishCalmly()
      if decision == .approve { marks.hit(.approved) }
      for id in ids where violation == nil {
        guard let item = mirror.item(id), mirror.truth(about: item, self) == decision else { continue }
        report(.i26, "\(id) is still \(item.progress.state) after a person said \(decision)")
      }
      runCalmly(linePlan)
    }
  }

  /// The configuration is mended, and a person runs the window again: what was parked and never counted is sent.
  private func recoverParked() {
    isMended = true
    advance(by: 3_600_000_000)
    runCalmly(rerun(reason: "mended"))
    if violation == nil { marks.hit(.approved) }
  }

  private func rerun(reason: String) -> RunPlan {
    let window = BillingWindow(start: scenario.firstHour.dayStart, end: scenario.firstHour.adding(hours: 100))
    return RunPlan(job: linePlan.job, actor: "person", reason: reason, window: window)
  }
}
