import Simulation
import Testing

/// A regime that lets a mistake pass proves nothing about the line without it.
@Suite struct MutantTests {
  @Test("Every mistake made on purpose is caught", arguments: Mutant.allCases.filter(\.isCaughtQuickly))
  func caught(mutant: Mutant) {
    var sweep = Sweep()
    sweep.run(1..<20_001, mutant: mutant, failureCountMax: 1)
    #expect(sweep.failureCount == 1, "\(mutant.rawValue) survived \(sweep.seedCount) seeds")
  }

  @Test("Without the lease everything still holds: no argument for safety rests on it")
  func noLease() {
    var sweep = Sweep()
    sweep.run(1..<301, mutant: .noLease)
    for failure in sweep.failures { Issue.record("seed \(failure.seed): \(failure.violation)") }
  }
}
