import Billing
import HTTPTransport
import StripeProvider
import Testing

@Suite("Asking Stripe for the time")
struct AskingTimeTests {
  private static let dated = [HTTPHeader("Date", "Fri, 20 Nov 2026 05:00:07 GMT")]
  private static let time = Instant(text: "2026-11-20T05:00:07Z")

  @Test(
    "any answer tells the time, a refusal too, and the request carries no key (I15)",
    arguments: [200, 401, 404])
  func anyAnswer(status: Int) {
    let network = ScriptedNetwork { _ in Fixtures.answer(status, "{}", Self.dated) }
    let provider = Fixtures.provider(network, key: nil)
    #expect(provider.askTime() == Self.time)
    #expect(provider.now() == Self.time)
    #expect(network.requests.map(\.method) == [.get])
    #expect(network.requests.allSatisfy { $0.headers.allSatisfy { $0.name != "Authorization" } })
  }

  @Test("once it is known nobody is asked again, and it runs on with the time gone by")
  func once() {
    let clock = ManualClock()
    let network = ScriptedNetwork { _ in Fixtures.answer(404, "", Self.dated) }
    let provider = Fixtures.provider(network, clock: clock)
    _ = provider.askTime()
    clock.turn(seconds: 86_400)
    clock.pass(seconds: 10)
    #expect(provider.askTime() == Self.time?.adding(seconds: 10))
    #expect(network.requests.count == 1)
  }

  @Test(
    "without an answer, or with one that has no date, the time is unknown and the next asking tries again")
  func unknown() {
    var outcomes = [
      Fixtures.offline, Fixtures.answer(200, ""),
      Fixtures.answer(200, "", [HTTPHeader("Date", "yesterday")]), Fixtures.answer(200, "", Self.dated),
    ]
    let network = ScriptedNetwork { _ in outcomes.removeFirst() }
    let provider = Fixtures.provider(network)
    #expect((0..<3).map { _ in provider.askTime() } == [nil, nil, nil])
    #expect(provider.now() == ManualClock().now())
    #expect(provider.askTime() == Self.time)
  }

  @Test("a date far away is told, so that the run can name the difference, but moves no deadline")
  func far() {
    let network = ScriptedNetwork { _ in
      Fixtures.answer(200, "", [HTTPHeader("Date", "Sat, 21 Nov 2026 05:00:00 GMT")])
    }
    let provider = Fixtures.provider(network)
    #expect(provider.askTime() == Instant(text: "2026-11-21T05:00:00Z"))
    #expect(provider.now() == ManualClock().now())
  }

  @Test("a process that stood still after it asked does not take the date: its clock would be ahead")
  func stoppedMeanwhile() {
    let clock = ManualClock()
    var standsStill = true
    let network = ScriptedNetwork { _ in
      if standsStill { clock.pass(seconds: 4 * 86_400) }
      return Fixtures.answer(404, "", [HTTPHeader("Date", "Tue, 24 Nov 2026 05:00:00 GMT")])
    }
    let provider = Fixtures.provider(network, clock: clock)
    #expect(provider.askTime() == nil)
    #expect(provider.now() == clock.now())
    standsStill = false
    #expect(provider.askTime() == Instant(text: "2026-11-24T05:00:00Z"))
  }
}
