import Billing
import Testing

@Suite("What of a claimed saving is billed")
struct SavingRuleTests {
  static let hour: Int128 = 1_000_000_000_000

  private func billable(
    claimed: Int128, baseline: Int128, lower ppm: Int64, _ terms: VerdictTerms = VerdictTerms()
  ) -> Int128 {
    SavingRule.billableSteps(
      claimedSteps: claimed, baselineSteps: baseline, lowerBound: SpeedUp(partsPerMillion: ppm), terms: terms)
  }

  @Test("A bound of 1.25 supports a fifth of the baseline, rounded down to the step")
  func supported() {
    let bound = SpeedUp(partsPerMillion: 1_250_000)
    #expect(SavingRule.supportedSteps(baselineSteps: 10 * Self.hour, at: bound) == 2 * Self.hour)
    #expect(SavingRule.supportedSteps(baselineSteps: 9, at: bound) == 1)
    #expect(SavingRule.supportedSteps(baselineSteps: 4, at: bound) == 0)
  }

  @Test("Sums far beyond any ledger neither overflow nor lose a step")
  func large() {
    let bound = SpeedUp(partsPerMillion: 3_000_001)
    let baseline: Int128 = (1 << 126) + 12_345
    // floor(baseline x 2000001 / 3000001), by Python.
    #expect(
      "\(SavingRule.supportedSteps(baselineSteps: baseline, at: bound))"
        == "56713737272441229841691109289475566294")
  }

  @Test("A claim that the bound supports within 2 % of its quantity is billed whole, beyond it the bound is")
  func tolerance() {
    let baseline = 10 * Self.hour
    #expect(billable(claimed: 2 * Self.hour, baseline: baseline, lower: 1_250_000) == 2 * Self.hour)
    // 2.04 hours claimed: 2 % of it are 0.0408, and 2 hours supported are within.
    #expect(
      billable(claimed: 204 * Self.hour / 100, baseline: baseline, lower: 1_250_000) == 204 * Self.hour / 100)
    #expect(billable(claimed: 205 * Self.hour / 100, baseline: baseline, lower: 1_250_000) == 2 * Self.hour)
    #expect(
      billable(claimed: Self.hour, baseline: baseline, lower: 1_250_000) == Self.hour,
      "never more than claimed")
  }

  @Test("Under the policy of the lower bound nothing beyond it is billed")
  func lowerBoundPolicy() {
    let terms = VerdictTerms(policy: .lowerBound)
    #expect(terms.tolerancePartsPerMillion == 0)
    #expect(
      billable(claimed: 201 * Self.hour / 100, baseline: 10 * Self.hour, lower: 1_250_000, terms) == 2
        * Self.hour)
  }

  @Test(
    "An uplift that is not above the least one bills nothing", arguments: [1, 999_999, 1_000_000, 1_020_000])
  func noUplift(ppm: Int64) {
    #expect(billable(claimed: 1, baseline: 1_000_000, lower: ppm) == 0)
    #expect(billable(claimed: 1, baseline: 1_000_000, lower: 1_020_001) == 1)
  }

  @Test("Nothing is billed of nothing, or of a negative claim")
  func nothing() {
    #expect(billable(claimed: 0, baseline: Self.hour, lower: 2_000_000) == 0)
    #expect(billable(claimed: -5, baseline: Self.hour, lower: 2_000_000) == 0)
    #expect(billable(claimed: 5, baseline: 0, lower: 2_000_000) == 0)
  }

  @Test("The claimed speed-up is what the saving says; all or nothing saved is no speed-up")
  func claimed() {
    #expect(SavingRule.claimedSpeedUp(savedSteps: 1, baselineSteps: 4)?.partsPerMillion == 1_333_333)
    #expect(SavingRule.claimedSpeedUp(savedSteps: 0, baselineSteps: 4) == nil)
    #expect(SavingRule.claimedSpeedUp(savedSteps: 4, baselineSteps: 4) == nil)
    #expect(SavingRule.claimedSpeedUp(savedSteps: 5, baselineSteps: 4) == nil)
  }

  @Test("A share whose product exceeds 128 bits is exact")
  func wideShare() {
    let left: Int128 = 1 << 120
    #expect(Rounding.down.quotient(of: left, times: (1 << 100) - 1, by: 1 << 100) == left - (1 << 20))
  }
}
