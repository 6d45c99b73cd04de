import Billing

/// What a sweep must have seen: every state, transition, fault, answer and crash point. A sweep that never saw one
/// proves nothing about it.
package struct Marks: Sendable {
  private var counts: [Int]

  /// Nothing seen.
  package init() { counts = Array(repeating: 0, count: Self.places.count) }

  /// Answers by kind, as the dispatch rules distinguish them.
  package enum Answer: Int, CaseIterable, Sendable {
    case deliveredNew, deliveredDuplicate, refusedForNow, ambiguous, ambiguousNewGeneration, closedProvider
    case closedItem, rejected, countedOtherwise, parked

    /// Whether Stripe's adapter gives it. No single item is closed.
    fileprivate var isOfStripe: Bool { self != .closedItem }

    /// Whether AWS's does. It takes a repeated record like a new one, stores no answer, and names no record back.
    fileprivate var isOfAWS: Bool {
      switch self {
      case .deliveredDuplicate, .ambiguousNewGeneration, .countedOtherwise: false
      default: true
      }
    }
  }

  /// Moves of a world as a whole.
  package enum Event: Int, CaseIterable, Sendable {
    case leaseRefused, leaseTakenOver, staleWriteRefused, lateUsage, duplicateUsage, carryLeft, hourClosed
    case ghostCounted, ghostSwallowed, identifierForgotten, storedAnswerReplayed, pauseGuardHeld
    case runFailed, runInterrupted, clockDiffers, recovered, rollbackRefused, approved, provenCounted
    case provenNotCounted, resendable, attestedCounted, attestedNotCounted, batchHalved, backlogBlocked
    case digestCameLate
  }

  private static let stateCount = DispatchState.allCases.count
  private static let transitionBase = stateCount
  private static let faultBase = transitionBase + Transitions.all.count
  private static let crashBase = faultBase + FaultKind.allCases.count
  private static let answerBase = crashBase + 2 * SeamCall.allCases.count
  private static let eventBase = answerBase + 2 * Answer.allCases.count

  /// Every mark, in order; `nil` for a place that stands for nothing.
  private static let places: [String?] =
    DispatchState.allCases.map { "state.\($0.rawValue)" } + Transitions.all.map { "transition.\($0.name)" }
    + FaultKind.allCases.map { "fault.\($0.name)" }
    + SeamCall.allCases.flatMap {
      [$0.mayDieBefore ? "crash.before.\($0.name)" : nil, $0.mayDieAfter ? "crash.after.\($0.name)" : nil]
    }
    + Answer.allCases.map { $0.isOfStripe ? "answer.stripe.\($0)" : nil }
    + Answer.allCases.map { $0.isOfAWS ? "answer.aws.\($0)" : nil }
    + Event.allCases.map { "event.\($0)" }

  mutating func hit(_ state: DispatchState) { counts[state.number] += 1 }

  mutating func hit(_ transition: Transitions.Pair) {
    if let index = Transitions.index(of: transition) { counts[Self.transitionBase + index] += 1 }
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
  package var all: [(name: String, count: Int)] {
    zip(Self.places, counts).compactMap { name, count in name.map { ($0, count) } }
  }

  /// Marks that were hit fewer than `countMin` times. There is none that worlds of one way reach and of the other do
  /// not.
  package func missing(countMin: Int) -> [String] { all.filter { $0.count < countMin }.map(\.name) }
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

  /// The place of a transition in `all`; `nil` for one that must not be.
  static func index(of pair: Pair) -> Int? {
    indexes[pair.from.number * DispatchState.allCases.count + pair.to.number]
  }

  private static let indexes: [Int?] = DispatchState.allCases.flatMap { from in
    DispatchState.allCases.map { to in all.firstIndex { $0.from == from && $0.to == to } }
  }

  /// AWS alone skips, and takes the place of nothing: `skipped` is never superseded here.
  private static let table: [(DispatchState, [DispatchState])] = [
    (.planned, [.skipped, .deferred, .inFlight, .expired, .rejected, .unknown, .superseded]),
    (.skipped, [.skipped, .deferred, .inFlight, .expired, .rejected, .unknown]),
    (.deferred, [.skipped, .deferred, .inFlight, .expired, .rejected, .unknown, .superseded]),
    (.inFlight, [.inFlight, .deferred, .delivered, .rejected, .unknown, .parked]),
    (.unknown, [.delivered, .planned, .parked, .unknown]),
    (.parked, [.planned, .parked, .delivered]),
    (.held, [.planned, .parked]),
  ]
}

extension DispatchState {
  /// Its place in `allCases`.
  fileprivate var number: Int {
    switch self {
    case .planned: 0
    case .held: 1
    case .skipped: 2
    case .deferred: 3
    case .inFlight: 4
    case .delivered: 5
    case .rejected: 6
    case .expired: 7
    case .unknown: 8
    case .parked: 9
    case .superseded: 10
    }
  }
}
