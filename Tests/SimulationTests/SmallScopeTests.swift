import Simulation
import Testing

@Suite struct SmallScopeTests {
  @Test("Every schedule with one crash keeps every promise")
  func oneCrash() {
    let scope = SmallScope(ScheduleBudget(crashCount: 1, preemptionCount: 0, faultCount: 0))
    let outcome = scope.run()
    #expect(outcome.isComplete)
    #expect(outcome.scheduleCount > 50)
    if let failure = outcome.failure { Issue.record("\(failure.violation) by \(failure.schedule)") }
  }

  @Test("Counting through finds a seal that is torn in two, and a claim that is not durable")
  func mutants() {
    let scope = SmallScope(ScheduleBudget(crashCount: 1, preemptionCount: 0, faultCount: 0))
    #expect(scope.run(mutant: .noInFlight).failure != nil)
    #expect(scope.run(mutant: .markBeforeSend).failure != nil)
  }

  @Test("A schedule that was found breaks the same promise again, and none without the mistake")
  func replays() throws {
    let scope = SmallScope(ScheduleBudget(crashCount: 1, preemptionCount: 0, faultCount: 0))
    let failure = try #require(scope.run(mutant: .noInFlight).failure)
    #expect(scope.replay(failure.schedule, mutant: .noInFlight) == failure.violation)
    #expect(scope.replay(failure.schedule) == nil)
  }
}
