import Billing

/// What a sweep must have seen: every state, transition, fault, answer and crash point. A sweep that never saw one
/// proves nothing about it.
package struct Marks: Sendable {
  private var counts: [Int]

  /// Nothing seen.
  package init() { counts = Array(repeating: 0, count: Self.names.count) }

  /// Answers by kind, as the dispatch rules distinguish them.
  package enum Answer: Int, CaseIterable, Sendable {
    case deliveredNew, deliveredDuplicate, refusedForNow, ambiguous, ambiguousNewGeneration, closedProvider
    case closedItem, rejected, parked
  }

  /// Moves of a world as a whole.
  package enum Event: Int, CaseIterable, Sendable {
    case leaseRefused, leaseTakenOver, staleWriteRefused, lateUsage, duplicateUsage, carryLeft, hourClosed
    case ghostCounted, ghostSwallowed, identifierForgotten, storedAnswerReplayed, pauseGuardHeld
    case runFailed, runInterrupted, clockDiffers, recovered, rollbackRefused, approved, provenCounted,
      provenNotCounted, resendable, batchHalved, backlogBlocked
  }

  private static let stateCount = DispatchState.allCases.count
  private static let transitionBase = stateCount
  private static let faultBase = transitionBase + Transitions.all.count
  private static let crashBase = faultBase + FaultKind.allCases.count
  private static let answerBase = crashBase + 2 * SeamCall.allCases.count
  private static let eventBase = answerBase + 2 * Answer.allCases.count

  /// Every mark, in order.
  package static let names: [String] =
    DispatchState.allCases.map { "state.\($0.rawValue)" } + Transitions.all.map { "transition.\($0.name)" }
    + FaultKind.allCases.map { "fault.\($0.name)" }
    + SeamCall.allCases.flatMap { ["crash.before.\($0.name)", "crash.after.\($0.name)"] }
    + ["stripe", "aws"].flatMap { target in Answer.allCases.map { "answer.\(target).\($0)" } }
    + Event.allCases.map { "event.\($0)" }

  mutating func hit(_ state: DispatchState) { counts[Self.indexOfState[state] ?? 0] += 1 }

  mutating func hit(_ transition: Transitions.Pair) {
    if let index = Transitions.index[transition] { counts[Self.transitionBase + index] += 1 }
  }

  mutating func hit(_ fault: FaultKind) { counts[Self.faultBase + fault.rawValue] += 1 }

  mutating func hitCrash(at call: SeamCall, isBefore: Bool) {
    counts[Self.crashBase + 2 * call.rawValue + (isBefore ? 0 : 1)] += 1
  }

  mutating func hit(_ answer: Answer, isStripe: Bool) {
    counts[Self.answerBase + (isStripe ? 0 : Answer.allCases.count) + answer.rawValue] += 1
  }

  mutating func hit(_ event: Event) { counts[Self.eventBase + event.rawValue] += 1 }

  /// Adds the marks of another world.
  package mutating func add(_ other: Marks) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// Every mark with its count, in order.
  package var all: [(name: String, count: Int)] { zip(Self.names, counts).map { ($0, $1) } }

  /// Marks that were hit fewer than `countMin` times, though a sweep can hit them.
  package func missing(countMin: Int) -> [String] {
    all.filter { $0.count < countMin && !Self.unreachable.contains($0.name) }.map(\.name)
  }

  private static let indexOfState = Dictionary(
    DispatchState.allCases.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })

  /// What no world can reach, each with its reason.
  static let unreachable: Set<String> = [
    // Reading a clock and leaving the process have no effect of their own.
    "crash.after.readClock", "crash.after.read", "crash.after.readSource", "crash.after.depart",
    "crash.after.prepare", "crash.after.askTime", "crash.after.askTotal", "crash.after.witness",
    "crash.after.sleep", "crash.before.sleep",
    "crash.after.releaseLease", "crash.before.readClock", "crash.before.depart",
    // AWS takes a repeated record like a new one, and has no second key to renew.
    "answer.aws.deliveredDuplicate", "crash.before.askTotal",
    // Refusing credentials between the preflight and the sending needs an outage that begins in between.
    "answer.stripe.closedProvider", "answer.aws.closedProvider", "answer.aws.closedItem",
    "transition.in_flight>deferred",
    // An item is out of time at true time only when every clock that judged it lagged.
    "answer.stripe.rejected", "answer.aws.rejected", "transition.deferred>rejected",
    "transition.skipped>rejected",
    "event.identifierForgotten",
    // AWS alone skips, and takes the place of nothing.
    "transition.skipped>superseded",
    "answer.aws.ambiguousNewGeneration", "answer.stripe.closedItem",
  ]
}

/// The transitions of an item, written down once more, apart from the code that makes them.
package enum Transitions {
  /// From and to.
  package struct Pair: Hashable, Sendable {
    let from: DispatchState
    let to: DispatchState

    var name: String { "\(from.rawValue)>\(to.rawValue)" }
  }

  /// Every transition there may be.
  static let all: [Pair] = table.flatMap { from, targets in targets.map { Pair(from: from, to: $0) } }

  static let index = Dictionary(all.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })

  private static let table: [(DispatchState, [DispatchState])] = [
    (.planned, [.skipped, .deferred, .inFlight, .expired, .rejected, .unknown, .superseded]),
    (.skipped, [.skipped, .deferred, .inFlight, .expired, .rejected, .unknown, .superseded]),
    (.deferred, [.skipped, .deferred, .inFlight, .expired, .rejected, .unknown, .superseded]),
    (.inFlight, [.inFlight, .deferred, .delivered, .rejected, .unknown, .parked]),
    (.unknown, [.delivered, .planned, .parked, .unknown]),
    (.parked, [.planned, .parked]),
    (.held, [.planned, .parked]),
  ]
}
