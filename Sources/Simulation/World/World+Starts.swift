import Billing
import Jobs

/// When the next process starts while faults are on, and what it is.
extension World {
  private static let gapMinutes: [Int64] = [60, 60, 60, 60, 5, 20, 180, 1_300, 1_360, 1_500]

  /// Some time goes by; often just so much that a proof can be asked for, or that something ends at about then.
  func advanceToNextStart() {
    let proofs = mirror.items.filter { $0.progress.state == .unknown }.map {
      $0.changedAt + Self.proofSeconds * 1_000_000
    }
    if !proofs.isEmpty, choices.oneIn(2) {
      return advance(to: max(microseconds, choices.pick(proofs) + 1_000_000))
    }
    guard choices.oneIn(2), let edge = choices.pickIfAny(edges) else {
      return advance(by: choices.pick(Self.gapMinutes) * 60_000_000)
    }
    advance(to: max(microseconds, edge + choices.pick(Self.secondsAroundEdge) * 1_000_000))
  }

  private static let secondsAroundEdge: [Int64] = [-600, -200, -30, -1, 0, 1, 30, 200]
  /// How long a bucket is left in peace before its total is asked for, as `UnknownRules` has it.
  private static let proofSeconds: Int64 = 3 * 3_600
  /// A window an hour long is sealed for every hour that is waited for.
  private static let edgeHoursMax: Int64 = 3 * 24

  /// When something of the open items ends: their time at the provider, the safe window of a doubt.
  private var edges: [Int64] {
    let hours = scenario.windowHours == 24 ? 40 * 24 : Self.edgeHoursMax
    let latest = microseconds + hours * 3_600_000_000
    var edges: [Int64] = []
    for item in mirror.items where !item.progress.state.isFinal {
      edges.append(item.deadlineAt.microseconds)
      guard let since = item.progress.ambiguousSince?.microseconds else { continue }
      edges.append(since + SimulatedStripe.safeResendSeconds * 1_000_000)
    }
    return edges.filter { microseconds < $0 && $0 < latest }
  }

  /// Cron starts a run, or a person who deals with what waits for one.
  func startNext(on runner: Runner) {
    if isRolledBack, choices.oneIn(2) { return startRecovery(on: runner) }
    guard choices.oneIn(6), let (decision, ids) = decisionOfPerson() else {
      return start(planOfNextRun(), on: runner)
    }
    // What a person saw holds only while nobody else sends: the word is taken before another run may begin.
    note("person", "says \(decision) of \(ids.count) items")
    runner.start(SimulatedProcess(self, runner: runner, work: .decision(decision, ids)))
    finish(runner)
  }

  /// What a person who looks at the provider's report can say of the items that wait for one, the same of all named.
  func decisionOfPerson() -> (decision: ItemDecision, ids: [String])? {
    var idsOfDecision: [(ItemDecision, [String])] = [(.approve, []), (.counted, []), (.notCounted, [])]
    for item in mirror.items {
      guard let truth = mirror.truth(about: item, self) else { continue }
      for index in idsOfDecision.indices where idsOfDecision[index].0 == truth {
        idsOfDecision[index].1.append(item.id)
      }
    }
    return choices.pickIfAny(idsOfDecision.filter { !$0.1.isEmpty })
  }
}
