/// When a verification may look at its result, and how far it counts in from the ends then. The schedules are closed:
/// nobody looks in between, so stopping early costs nothing in honesty. The chances that any look's lower bound is
/// above the truth add up to at most 4.74 % and 0.93 %.
package enum LookSchedule: String, CaseIterable, Hashable, Sendable {
  /// First tries of usual claims.
  case standard
  /// Claims worth much, every further try, and hosts' health.
  case strict

  /// A look: after so many valid blocks, the bound of that rank.
  package struct Step: Hashable, Sendable {
    /// Valid blocks.
    package let blockCount: Int
    /// How many averages lie outside the bound.
    package let rank: Int
  }

  /// The looks in order.
  package var steps: [Step] {
    switch self {
    case .standard:
      [Step(blockCount: 6, rank: 0), Step(blockCount: 12, rank: 11), Step(blockCount: 24, rank: 77)]
    case .strict:
      [Step(blockCount: 8, rank: 0), Step(blockCount: 16, rank: 16), Step(blockCount: 32, rank: 119)]
    }
  }

  /// The look after exactly so many valid blocks, if there is one.
  package func step(blockCount: Int) -> Step? { steps.first { $0.blockCount == blockCount } }

  /// Whether no look follows it.
  package func isLast(_ step: Step) -> Bool { steps.last == step }

  /// The schedule of a try: further tries spend error again and are held to the strict one.
  package static func chosen(attempt: Int, isHighValue: Bool) -> LookSchedule {
    attempt > 1 || isHighValue ? .strict : .standard
  }
}
