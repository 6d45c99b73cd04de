/// Every schedule of a small world: three events, both providers, two runners, and as many crashes, preemptions and
/// faults at every place as a budget allows.
package struct SmallScope: Sendable {
  /// What counting through came to.
  package struct Outcome: Sendable {
    /// Schedules lived through.
    package var scheduleCount = 0
    /// The first broken promise, with the choices that lead to it.
    package var failure: (violation: Violation, schedule: [Int])?
    /// What was reached.
    package var marks = Marks()
    /// Whether every schedule was lived through.
    package var isComplete = false
  }

  private let budget: ScheduleBudget
  private let kinds: Set<FaultKind>

  /// Schedules within a budget.
  package init(
    _ budget: ScheduleBudget,
    kinds: Set<FaultKind> = [
      .crashBefore, .crashAfter, .preemption, .pause, .lostAnswer, .ghost, .serverErrorAfter,
    ]
  ) {
    self.budget = budget
    self.kinds = kinds
  }

  /// Lives through one schedule, as `run` gave it.
  package func replay(_ schedule: [Int], mutant: Mutant? = nil, history: History? = nil) -> Violation? {
    let enumeration = Enumeration(budget: budget, kinds: kinds, schedule: schedule)
    return Simulation().run(
      Scenario.small, choices: Choices(enumeration), mutant: mutant, history: history
    ).violation
  }

  /// Lives through them, at most `scheduleCountMax`, until one breaks a promise.
  package func run(mutant: Mutant? = nil, scheduleCountMax: Int = .max) -> Outcome {
    let enumeration = Enumeration(budget: budget, kinds: kinds)
    let simulation = Simulation()
    let scenario = Scenario.small
    var outcome = Outcome()
    while outcome.scheduleCount < scheduleCountMax {
      outcome.scheduleCount += 1
      let lived = simulation.run(scenario, choices: Choices(enumeration), mutant: mutant, history: nil)
      outcome.marks.add(lived.marks)
      if let violation = lived.violation {
        outcome.failure = (violation, enumeration.schedule)
        return outcome
      }
      guard enumeration.advance() else {
        outcome.isComplete = true
        return outcome
      }
    }
    return outcome
  }
}
