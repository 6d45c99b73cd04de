package import Billing
import Foundation
package import Verification

/// A host on which workloads have true speeds, bent by noise.
package struct SimulatedHost: Sendable {
  /// How runs are bent.
  package let noise: NoiseKind
  /// How much, for a single run: 0.01 is 1 %.
  package let standardDeviation: Double
  /// How many times as fast the optimised workload truly is.
  package let speedUp: Double

  /// A host of the parts given.
  package init(noise: NoiseKind, standardDeviation: Double, speedUp: Double) {
    self.noise = noise
    self.standardDeviation = standardDeviation
    self.speedUp = speedUp
  }

  /// A baseline run without noise.
  static let baselineNanoseconds = 10_000_000_000.0

  /// The times of so many runs in the order of the arms given.
  package func wallNanoseconds(arms: [ReplayManifest.Arm], _ numbers: inout SeededNoise) -> [Int64] {
    let noise = noise.logarithms(
      runCount: arms.count, standardDeviation: standardDeviation, &numbers)
    return zip(arms, noise).map { arm, logarithm in
      let time = Self.baselineNanoseconds * exp(logarithm) / (arm == .optimised ? speedUp : 1)
      return Int64(time.rounded())
    }
  }

  /// The logarithms of as many blocks, in trillionths, measured in the order of the seed.
  package func logRatiosTrillionths(
    blockCount: Int, seed: BlockSeed, _ numbers: inout SeededNoise
  ) -> [Int64] {
    let arms = (0..<blockCount).flatMap(seed.arms(ofBlock:))
    let times = wallNanoseconds(arms: arms, &numbers)
    return (0..<blockCount).map { block in
      var doubled: Int64 = 0
      for run in block * 4..<block * 4 + 4 {
        let logarithm = Logarithm.trillionths(of: times[run])
        doubled += arms[run] == .baseline ? logarithm : -logarithm
      }
      return doubled >> 1
    }
  }
}
