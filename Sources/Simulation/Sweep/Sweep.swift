/// Many seeds in a row, and what they showed together.
package struct Sweep: Sendable {
  /// Seeds run.
  package private(set) var seedCount = 0
  /// Seeds in which a promise was broken, the first of them with what was broken.
  package private(set) var failures: [(seed: UInt64, violation: Violation)] = []
  /// Seeds that failed, all of them.
  package private(set) var failureCount = 0
  /// What was reached.
  package private(set) var marks = Marks()
  /// Processes started.
  package private(set) var processCount = 0
  /// Items that left.
  package private(set) var departureCount = 0

  /// How many failures are kept with their words.
  package static let failureCountKept = 2_000

  /// Nothing yet.
  package init() {}

  /// Runs the seeds given. Ends early after `failureCountMax` of them failed.
  package mutating func run(
    _ seeds: some Sequence<UInt64>, by way: Way = .seam, mutant: Mutant? = nil, failureCountMax: Int = .max
  ) {
    let simulation = Simulation()
    for seed in seeds where failureCount < failureCountMax {
      take(simulation.run(.generated(seed: seed, by: way), mutant: mutant), of: seed)
    }
  }

  private mutating func take(_ outcome: Simulation.Outcome, of seed: UInt64) {
    seedCount += 1
    processCount += outcome.processCount
    departureCount += outcome.departureCount
    marks.add(outcome.marks)
    guard let violation = outcome.violation else { return }
    failureCount += 1
    if failures.count < Self.failureCountKept { failures.append((seed, violation)) }
  }

  /// Adds another sweep, as of another thread.
  package mutating func add(_ other: Sweep) {
    seedCount += other.seedCount
    failureCount += other.failureCount
    processCount += other.processCount
    departureCount += other.departureCount
    marks.add(other.marks)
    failures = (failures + other.failures).sorted { $0.seed < $1.seed }
    failures = Array(failures.prefix(Self.failureCountKept))
  }
}
