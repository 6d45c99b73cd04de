/// What was taken away from a scenario without losing its failure.
package struct Reduction: Hashable, Sendable {
  /// Faults that do not happen.
  package var droppedFaults: Set<FaultKind> = []
  /// Events that are there, by number; `nil` for all.
  package var keptEvents: [Int]?
  /// How many runs there are before the faults end; `nil` for as many as the seed has.
  package var runCount: Int?
  /// Whether the digest of every file is known before it is read.
  package var hasDigestsAtOnce = false

  /// Nothing taken away.
  package init() {}
}

extension Scenario {
  /// The scenario without what the reduction takes away.
  package func reduced(by reduction: Reduction) -> Scenario {
    var scenario = self
    for kind in reduction.droppedFaults { scenario.rates[kind] = 0 }
    if let runCount = reduction.runCount { scenario.runCountMax = runCount }
    if reduction.hasDigestsAtOnce { scenario.digestsComeLate = false }
    if let kept = reduction.keptEvents { scenario.keep(kept) }
    return scenario
  }

  private mutating func keep(_ kept: [Int]) {
    let newIndex = Dictionary(kept.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    events = kept.map { events[$0] }
    for index in files.indices {
      files[index].eventIndexes = files[index].eventIndexes.compactMap { newIndex[$0] }
    }
    files.removeAll(where: \.eventIndexes.isEmpty)
  }

  /// Faults that this scenario has at all.
  fileprivate var presentFaults: [FaultKind] { FaultKind.allCases.filter { rates[$0] > 0 } }

  /// How many events it has.
  fileprivate var eventCount: Int { events.count }
}

/// Makes a failing seed small: takes away faults, events and runs, one at a time, for as long as the same promise is
/// still broken.
package enum Minimiser {
  /// The smallest reduction found, and what it still breaks; `nil` when the seed breaks nothing.
  package static func minimise(
    seed: UInt64, by way: Way = .seam, mutant: Mutant?
  ) -> (reduction: Reduction, violation: Violation)? {
    let simulation = Simulation()
    let whole = Scenario.generated(seed: seed, by: way)
    guard let found = simulation.run(whole, mutant: mutant).violation else { return nil }
    var (best, violation) = (Reduction(), found)
    func keepIfStillBroken(_ change: (inout Reduction) -> Void) {
      var candidate = best
      change(&candidate)
      let outcome = simulation.run(whole.reduced(by: candidate), mutant: mutant)
      guard let broken = outcome.violation, broken.invariant == found.invariant else { return }
      (best, violation) = (candidate, broken)
    }
    keepIfStillBroken { $0.hasDigestsAtOnce = true }
    for _ in 0..<2 {
      for kind in whole.presentFaults where !best.droppedFaults.contains(kind) {
        keepIfStillBroken { $0.droppedFaults.insert(kind) }
      }
      for event in 0..<whole.eventCount {
        let kept = best.keptEvents ?? Array(0..<whole.eventCount)
        if kept.count > 1, kept.contains(event) {
          keepIfStillBroken { $0.keptEvents = kept.filter { $0 != event } }
        }
      }
      for count in 0..<(best.runCount ?? whole.runCountMax) { keepIfStillBroken { $0.runCount = count } }
    }
    return (best, violation)
  }
}
