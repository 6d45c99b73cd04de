import Billing
import Jobs
import MemoryStore

extension World {
  /// Lives through the scenario; answers the promise that was broken, if one was.
  func live() -> Violation? {
    liveWithFaults()
    if violation == nil { liveWithoutFaults() }
    for runner in runners { runner.end() }
    leaseHolder = nil
    return violation
  }

  private static let turnCountMax = 600
  private static let gapMinutes: [Int64] = [60, 60, 60, 60, 5, 20, 180, 1_360, 1_500]

  /// Runs begin, wait, die and begin again, until so many began and all have ended.
  private func liveWithFaults() {
    var startsLeft = scenario.runCountMax
    var turnsLeft = Self.turnCountMax
    while violation == nil, turnsLeft > 0 {
      turnsLeft -= 1
      if let runner = runnerToResume(startsLeft: startsLeft) {
        runner.resume()
      } else if startsLeft > 0, let idle = runnerToStart() {
        startsLeft -= 1
        start(planOfNextRun(), on: idle)
      } else if let wake = earliestWake {
        advance(to: wake)
      } else if startsLeft > 0 {
        advance(by: choices.pick(Self.gapMinutes) * 60_000_000)
        startsLeft -= 1
        backUpOrRestore()
        let runner = choices.pick(runners)
        if isRolledBack, choices.oneIn(2) {
          startRecovery(on: runner)
        } else {
          start(planOfNextRun(), on: runner)
        }
      } else {
        return
      }
    }
  }

  /// A runner that can go on now, the other one after a preemption. Now and then a second run is started first.
  private func runnerToResume(startsLeft: Int) -> Runner? {
    let yielded = preempted
    preempted = nil
    let awake = runners.filter { ($0.wakeMicroseconds ?? .max) <= microseconds }
    guard let first = awake.first else { return nil }
    guard let yielded else { return awake.count == 1 ? first : choices.pick(awake) }
    if let other = awake.first(where: { $0 !== yielded }) { return other }
    let mayStart = startsLeft > 0 && !runners.allSatisfy(\.isBusy)
    return mayStart && (choices.isEnumerated || choices.oneIn(3)) ? nil : first
  }

  /// A second run begins while the first waits or was preempted; the first of all waits for its hour.
  private func runnerToStart() -> Runner? {
    guard runners.contains(where: \.isBusy), let idle = runners.first(where: { !$0.isBusy }) else {
      return nil
    }
    return choices.isEnumerated || choices.oneIn(2) ? idle : nil
  }

  private var earliestWake: Int64? { runners.compactMap(\.wakeMicroseconds).min() }

  private func planOfNextRun() -> RunPlan {
    let retriesOnly = scenario.hasRetryRuns && choices.oneIn(4)
    let job = retriesOnly ? scenario.job(steps: [.dispatch, .report]) : scenario.job()
    return RunPlan(job: job, actor: "cron")
  }

  private func start(_ plan: RunPlan, on runner: Runner) {
    let process = SimulatedProcess(self, runner: runner, work: .line(plan))
    note(process.name, "starts \(plan.job.steps.map(\.rawValue).joined(separator: ", "))")
    runner.start(process)
  }

  private func startRecovery(on runner: Runner) {
    let process = SimulatedProcess(self, runner: runner, work: .recovery)
    note(process.name, "starts recover")
    runner.start(process)
  }

  /// Between two runs, while nobody holds the ledger: a copy is taken, or takes its place.
  private func backUpOrRestore() {
    guard scenario.rates[.restore] > 0 else { return }
    if let backup, choices.happens(.restore) {
      marks.hit(.restore)
      note("world", "the ledger is replaced by an older copy")
      ledger.state = backup.content
      mirror.restore(backup.mirror)
      let isOther = witnessMark.map { identity.timelineID != $0.timelineID } ?? false
      hasLostAttempts =
        hasLostAttempts || isOther || identity.attemptCount < witnessMark?.attemptCount ?? 0
    } else if choices.oneIn(3) {
      backup = (ledger.state, mirror.copy())
    }
  }

  var identity: LedgerIdentity {
    do throws(StoreError) {
      return try MemoryStore(ledger, mode: .readOnly).identity()
    } catch {
      preconditionFailure("a ledger in memory can be read: \(error)")
    }
  }

  /// Whether the witness refuses the ledger.
  private var isRolledBack: Bool { witnessMark.map { identity.contradiction(to: $0) != nil } ?? false }
}

// MARK: - Without faults

extension World {
  private static let calmGapMinutes: [Int64] = [180, 90, 26 * 60, 90, 24 * 60, 90]

  /// The faults are over: the next runs must bring everything to a final state, or to one with a name.
  private func liveWithoutFaults() {
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
      runCalmly(RunPlan(job: scenario.job(), actor: "cron"))
      if obstacleToRest == nil { break }
    }
    if violation == nil, let obstacle = obstacleToRest {
      report(scenario.poisonedSeriesIndex == nil ? .i26 : .i21, obstacle)
    }
    if violation == nil { checkRest() }
  }

  func runCalmly(_ plan: RunPlan) {
    start(plan, on: runners[0])
    finishCalmly()
  }

  private func finishCalmly() {
    while violation == nil, runners[0].isBusy {
      if let wake = runners[0].wakeMicroseconds, wake > microseconds { advance(to: wake) }
      runners[0].resume()
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

  /// At rest: the books are closed, and a re-run of everything sends nothing.
  private func checkRest() {
    approveHeld()
    mirror.checkTotals(self)
    mirror.compare(with: ledger, self)
    guard violation == nil else { return }
    let hasPoison = mirror.items.contains { $0.progress.state == .parked }
    if hasPoison { return recoverParked() }
    // What is in doubt may be resolved by any run, and then be sent.
    guard !mirror.items.contains(where: { $0.progress.state == .unknown }) else { return }
    let before = departureCount
    let window = BillingWindow(start: scenario.firstHour, end: scenario.firstHour.adding(hours: 100))
    runCalmly(RunPlan(job: scenario.job(), actor: "person", reason: "again", window: window))
    if departureCount > before, violation == nil {
      report(.i33, "a re-run of what is at rest sent \(departureCount - before) items")
    }
  }

  /// What a bound held is sent once a person approved it.
  private func approveHeld() {
    let held = mirror.items.filter { $0.progress.state == .held }.map(\.id)
    guard !held.isEmpty else { return }
    runners[0].start(SimulatedProcess(self, runner: runners[0], work: .approval(held)))
    finishCalmly()
    runCalmly(RunPlan(job: scenario.job(), actor: "cron"))
    let stillHeld = mirror.items.filter { $0.progress.state == .held && held.contains($0.id) }
    if let item = stillHeld.first { report(.i26, "\(item.id) is still held after its approval") }
    marks.hit(.approved)
  }

  /// The configuration is mended, and a person runs the window again: what was parked and never counted is sent.
  private func recoverParked() {
    isMended = true
    advance(by: 3_600_000_000)
    let window = BillingWindow(start: scenario.firstHour, end: scenario.firstHour.adding(hours: 100))
    runCalmly(RunPlan(job: scenario.job(), actor: "person", reason: "mended", window: window))
    if violation == nil { marks.hit(.approved) }
  }
}
