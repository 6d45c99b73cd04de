import Billing
import Dispatching
import HTTPTransport
import ProviderTiming
import Testing

@testable import StripeProvider

@Suite("How long the same event is sent again, and when a total is believed (decision 0010)")
struct SafeResendTests {
  /// By how much an age may be too small: the date of the first attempt late, the one it is judged by early, each by
  /// what is assumed at most; and the first clock ahead by the exchange that set it.
  private static let ageDoubtSeconds = 2 * SendingTimes.dateDoubtSecondsMax + SendingTimes.exchangeSecondsMax

  /// From the decision to send until nothing of the request can be applied any more.
  private static let underWaySeconds =
    SendingTimes.claimToSendSecondsMax + SendingTimes.exchangeSecondsMax
    + SendingTimes.abandonedRequestSecondsMax

  @Test("the last resend is applied while Stripe still knows the identifier, whatever the clocks say (I14)")
  func window() {
    let latestSeconds = StripeLimits.safeResendSeconds + Self.underWaySeconds + Self.ageDoubtSeconds
    #expect(latestSeconds <= StripeLimits.identifierUniqueSecondsMin)
    #expect(StripeLimits.identifierUniqueSecondsMin == 24 * 3_600)
    #expect(StripeLimits.safeResendSeconds == 22 * 3_600)
  }

  @Test("the ledger is told that window")
  func seam() {
    let provider = Fixtures.provider(ScriptedNetwork { _ in Fixtures.offline })
    #expect(provider.safeResendSeconds == StripeLimits.safeResendSeconds)
  }

  @Test("what is assumed of the world is what the documents say")
  func assumptions() {
    #expect(SendingTimes.claimToSendSecondsMax == 60)
    #expect(SendingTimes.abandonedRequestSecondsMax == 3_600)
    #expect(SendingTimes.dateDoubtSecondsMax == 900)
    #expect(SendingTimes.clockDifferenceSecondsMax == 300)
  }

  @Test("an exchange ends, and its date is taken, within the time that is allowed for")
  func exchange() {
    let allowed = SendingTimes.exchangeSecondsMax
    #expect(Int64(StripeLimits.exchange.totalTimeoutMilliseconds) <= allowed * 1_000)
    #expect(Int64(ProviderClock.exchangeNanosecondsMax) <= allowed * 1_000_000_000)
    #expect(StripeLimits.dateDistanceSecondsMax <= SendingTimes.dateDoubtSecondsMax)
  }

  @Test("no copy is under way, and no delivery missing, when a bucket's total is believed (I16)")
  func quiet() {
    let latestSeconds = Self.underWaySeconds + UnknownRules.totalLagSecondsMax + Self.ageDoubtSeconds
    #expect(latestSeconds <= UnknownRules.quietSeconds)
    #expect(UnknownRules.quietSeconds == 3 * 3_600)
  }
}
