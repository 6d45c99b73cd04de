/// Runs worlds, one after the other, on stacks that it keeps.
package final class Simulation {
  private let runners = [Runner(index: 0), Runner(index: 1)]

  /// A simulation without worlds yet.
  package init() {}

  /// What became of one world.
  package struct Outcome: Sendable {
    /// The broken promise, if there was one.
    package let violation: Violation?
    /// What was reached.
    package let marks: Marks
    /// Processes started.
    package let processCount: Int
    /// Items that left.
    package let departureCount: Int
  }

  /// The world of a scenario.
  ///
  /// - Parameters:
  ///   - mutant: the mistake to make, if any.
  ///   - history: takes down what happens, if given.
  package func run(_ scenario: Scenario, mutant: Mutant? = nil, history: History? = nil) -> Outcome {
    let choices = Choices(seed: scenario.seed, rates: scenario.rates)
    return run(scenario, choices: choices, mutant: mutant, history: history)
  }

  func run(_ scenario: Scenario, choices: Choices, mutant: Mutant?, history: History?) -> Outcome {
    let world = World(scenario, choices: choices, runners: runners, mutant: mutant, history: history)
    let violation = world.live()
    for runner in runners { runner.begin() }
    return Outcome(
      violation: violation, marks: world.marks, processCount: world.processCount,
      departureCount: world.departureCount)
  }
}
