import Billing
import Testing
import VerdictSimulation
import Verification

/// A slice of `make bench-verdicts`, with seeds.
@Suite struct VerdictErrorTests {
  @Test(
    "Bounds are above the truth no oftener than documented, whatever the noise", arguments: NoiseKind.allCases
  )
  func bounds(_ noise: NoiseKind) {
    let host = SimulatedHost(noise: noise, standardDeviation: 0.01, speedUp: 1.3)
    let cell = Cell(Cell.Situation(host: host, inflation: 1.4), trialCount: 200, seed: 9)
    #expect(cell.boundAboveTruthShare <= 0.0475 + 3 * 0.0151)
    #expect(cell.share(.verified) == 0)
    #expect(cell.share(.partiallyVerified) > 0.9)
    #expect(cell.billedOverTrue <= 1 && cell.billedOverTrue > 0.85)
  }

  @Test("Without an uplift hardly anything is billed, whatever the noise", arguments: NoiseKind.allCases)
  func falseClaims(_ noise: NoiseKind) {
    let host = SimulatedHost(noise: noise, standardDeviation: 0.01, speedUp: 1)
    let cell = Cell(Cell.Situation(host: host, inflation: 1), trialCount: 200, seed: 10)
    #expect(cell.billingShare <= 0.0075)
  }

  @Test("The bench finds a rule that errs: a bound that is the estimate is above the truth half the time")
  func benchFinds() {
    let host = SimulatedHost(noise: .independent, standardDeviation: 0.01, speedUp: 1.3)
    var numbers = SeededNoise(seed: 2)
    var count = 0
    for seed in 0..<200 {
      let order = VerificationOrder(
        subject: .hostHealth(hardwareTier: "t"), replay: .missing, terms: VerdictTerms(), isHighValue: false,
        window: "\(seed)", attempt: 1, nonce: "n", toolVersion: "", startedAt: Instant(epochSeconds: 0))
      let ratios = host.logRatiosTrillionths(blockCount: 6, seed: BlockSeed(order), &numbers)
      if WalshAverages(ratios).estimateTrillionths > 262_364_264_467 { count += 1 }
    }
    #expect((60...140).contains(count))
  }
}
