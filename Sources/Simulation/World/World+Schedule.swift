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
        startsLeft -= 1
        advanceToNextStart()
        backUpOrRestore()
        startNext(on: choices.pick(runners))
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

  func planOfNextRun() -> RunPlan {
    scenario.hasRetryRuns && choices.oneIn(4) ? retryPlan : linePlan
  }

  func start(_ plan: RunPlan, on runner: Runner) {
    let process = SimulatedProcess(self, runner: runner, work: .line(plan))
    note(process.name, "starts \(plan.job.steps.map(\.rawValue).joined(separator: ", "))")
    runner.start(process)
  }

  func startRecovery(on runner: Runner) {
    let process = SimulatedProcess(self, runner: runner, work: .recovery)
    note(process.name, "starts recover")
    runner.start(process)
  }

  /// Between two runs, while nobody holds the ledger: a copy is taken, or takes its place. A copy with a doubt is worth
  /// more than another, and worth most once that doubt was resolved: what became of it is then lost.
  private func backUpOrRestore() {
    guard scenario.rates[.restore] > 0 else { return }
    let doubts = mirror.doubts
    let isWorthMost = backup.map { !$0.mirror.doubts.isSubset(of: doubts) } ?? false
    if let backup, choices.happens(.restore, times: isWorthMost ? 4 : 1) {
      marks.hit(.restore)
      note("world", "the ledger is replaced by an older copy")
      ledger.state = backup.content
      mirror.restore(backup.mirror)
      let isOther = witnessMark.map { identity.timelineID != $0.timelineID } ?? false
      hasLostAttempts =
        hasLostAttempts || isOther || identity.attemptCount < witnessMark?.attemptCount ?? 0
    } else if !isWorthMost, choices.oneIn(doubts.isEmpty ? 3 : 1) {
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
  var isRolledBack: Bool { witnessMark.map { identity.contradiction(to: $0) != nil } ?? false }
}
