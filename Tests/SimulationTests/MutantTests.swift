import Foundation
import Simulation
import Testing

/// A regime that lets a mistake pass proves nothing about the line without it.
@Suite struct MutantTests {
  @Test("Every mistake made on purpose has a world that shows it")
  func kept() throws {
    let kept = try SeedFolder.files().compactMap(\.file.mutant)
    let missing = Mutant.allCases.filter { $0.isExpectedToBeCaught && !kept.contains($0) }
    #expect(missing.isEmpty)
  }

  /// What a re-run of what is at rest would send is owed no longer, or is delivered: I1 and I12 see it first.
  private static let shownByOthers: Set<Invariant> = [.i33]

  @Test("Every promise that a world is held to is broken by a mistake made on purpose")
  func broken() throws {
    let broken = Set(try SeedFolder.files().compactMap(\.file.breaks))
    let missing = Invariant.allCases.filter { !broken.contains($0) && !Self.shownByOthers.contains($0) }
    #expect(missing.isEmpty)
  }

  @Test("Without the lease everything still holds: no argument for safety rests on it")
  func noLease() {
    var sweep = Sweep()
    sweep.run(1..<301, mutant: .noLease)
    for failure in sweep.failures { Issue.record("seed \(failure.seed): \(failure.violation)") }
  }
}
