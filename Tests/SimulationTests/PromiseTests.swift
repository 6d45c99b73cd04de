import Simulation
import Testing

/// The production line in worlds that go wrong.
@Suite struct PromiseTests {
  @Test("No promise is broken in the first seeds, and every state is reached")
  func seeds() {
    var sweep = Sweep()
    sweep.run(1..<901)
    #expect(sweep.seedCount == 900)
    #expect(sweep.departureCount > 900, "next to nothing was sent")
    let missing = sweep.marks.missing(countMin: 1).filter { $0.hasPrefix("state.") }
    #expect(missing.isEmpty)
    for failure in sweep.failures { Issue.record("seed \(failure.seed): \(failure.violation)") }
  }

  @Test("The same seed gives the same history, line for line")
  func determinism() {
    for seed: UInt64 in 1...40 {
      let (first, second) = (History(), History())
      _ = Simulation().run(.generated(seed: seed), history: first)
      _ = Simulation().run(.generated(seed: seed), history: second)
      #expect(first.lines == second.lines, "seed \(seed)")
      #expect(first.lines.count > 5, "seed \(seed)")
    }
  }

  @Test("A history changes nothing")
  func tracing() {
    for seed: UInt64 in 1...40 {
      let traced = Simulation().run(.generated(seed: seed), history: History())
      let plain = Simulation().run(.generated(seed: seed))
      #expect(traced.departureCount == plain.departureCount, "seed \(seed)")
      #expect(traced.violation == plain.violation, "seed \(seed)")
    }
  }
}
