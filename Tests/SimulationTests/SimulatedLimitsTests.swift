import Billing
import Testing

@testable import Simulation
@testable import StripeProvider

/// What the simulation takes for granted is what the adapters keep: else a million worlds would prove other rules.
@Suite struct SimulatedLimitsTests {
  @Test("The simulated adapter sends again for as long as the one that is shipped")
  func safeWindow() {
    #expect(SimulatedStripe.safeResendSeconds == StripeLimits.safeResendSeconds)
    #expect(StripeModel.pastSeconds == StripeLimits.pastSecondsMax)
    let scenarios = (1...200).map { Scenario.generated(seed: $0) }
    #expect(
      scenarios.map { $0.identifierWindowHours * 3_600 }.min() == StripeLimits.identifierUniqueSecondsMin)
  }

  @Test("A request that was given up is under way for no longer than the hour that is assumed")
  func ghosts() {
    #expect(World.ghostMinutes.allSatisfy { $0 * 60 <= SendingTimes.abandonedRequestSecondsMax })
    #expect(World.ghostMinutes.max() == World.ghostMinutes.first)
  }
}
