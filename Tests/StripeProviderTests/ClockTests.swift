import Billing
import HTTPTransport
import StripeProvider
import Testing

@Suite("Whose clock is believed")
struct ClockTests {
  /// `2026-11-20T05:00:00Z`, where `ManualClock` begins.
  private static let start = ManualClock().now()

  /// A meter's answer with a date so many seconds after `start`.
  private static func meter(datedAfter seconds: Int64) -> HTTPOutcome {
    Fixtures.answer(200, Fixtures.meter(), [HTTPHeader("Date", date(seconds))])
  }

  private static func date(_ seconds: Int64) -> String {
    let time = start.adding(seconds: seconds).text
    let months = ["2026-11": "Nov", "2027-01": "Jan", "2026-10": "Oct"]
    return "Fri, \(time.dropFirst(8).prefix(2)) \(months[String(time.prefix(7))] ?? "?") \(time.prefix(4)) "
      + "\(time.dropFirst(11).prefix(8)) GMT"
  }

  @Test(
    "a date within a quarter of an hour is Stripe's clock", arguments: [-900, -1, 0, 300, 900] as [Int64])
  func near(seconds: Int64) {
    let provider = Fixtures.provider(ScriptedNetwork { _ in Self.meter(datedAfter: seconds) })
    _ = provider.prepare(for: [Fixtures.item()])
    #expect(provider.now() == Self.start.adding(seconds: seconds))
  }

  @Test(
    "a date far away moves no deadline and closes nothing",
    arguments: [-4_000_000, -901, 901, 4_000_000] as [Int64])
  func far(seconds: Int64) {
    let provider = Fixtures.provider(ScriptedNetwork { _ in Self.meter(datedAfter: seconds) })
    #expect(provider.prepare(for: [Fixtures.item()]) == .ready(blocked: [:]))
    #expect(provider.now() == Self.start)
  }

  @Test("one wrong date among right ones is passed over, and Stripe's clock runs on")
  func farLater() {
    let clock = ManualClock()
    var seconds: Int64 = 2
    let network = ScriptedNetwork { request in
      request.method == .get
        ? Self.meter(datedAfter: seconds)
        : Fixtures.answer(200, Fixtures.echo(), [HTTPHeader("Date", Self.date(seconds))])
    }
    let provider = Fixtures.provider(network, clock: clock)
    #expect(provider.prepare(for: [Fixtures.item()]) == .ready(blocked: [:]))
    seconds = 4_000_000
    #expect(provider.submit([Fixtures.item()], notAfterNanoseconds: .max).map(\.kind) == ["delivered new"])
    clock.pass(seconds: 60)
    #expect(provider.now() == Self.start.adding(seconds: 62))
    seconds = 63
    _ = provider.submit([Fixtures.item()], notAfterNanoseconds: .max)
    #expect(provider.now() == Self.start.adding(seconds: 63))
  }

  @Test(
    "a machine whose clock is more than five minutes off sends nothing, and is told by how much",
    arguments: [(301, 301), (-301, 301), (900, 900)] as [(Int64, Int64)])
  func skewed(seconds: Int64, difference: Int64) {
    let network = ScriptedNetwork { _ in Self.meter(datedAfter: seconds) }
    let provider = Fixtures.provider(network)
    let expected = Preparation.closed(
      .misconfigured, state: .deferred,
      reason: "Stripe's clock and this machine's differ by \(difference) s; set the machine's clock")
    #expect(provider.prepare(for: [Fixtures.item()]) == expected)
    #expect(provider.prepare(for: [Fixtures.item()]) == expected)
    #expect(
      provider.submit([Fixtures.item()], notAfterNanoseconds: .max).map(\.kind) == ["closed misconfigured"])
    #expect(network.events.isEmpty)
  }

  @Test("five minutes are allowed", arguments: [-300, 300] as [Int64])
  func allowed(seconds: Int64) {
    let provider = Fixtures.provider(ScriptedNetwork { _ in Self.meter(datedAfter: seconds) })
    #expect(provider.prepare(for: [Fixtures.item()]) == .ready(blocked: [:]))
  }

  @Test("a wall clock that is turned while the run is under way closes nothing and moves nothing")
  func turned() {
    let clock = ManualClock()
    var seconds: Int64 = 0
    let network = ScriptedNetwork { request in
      request.method == .get
        ? Self.meter(datedAfter: seconds)
        : Fixtures.answer(200, Fixtures.echo(), [HTTPHeader("Date", Self.date(seconds))])
    }
    let provider = Fixtures.provider(network, clock: clock)
    #expect(provider.prepare(for: [Fixtures.item()]) == .ready(blocked: [:]))
    clock.turn(seconds: 100_000)
    clock.pass(seconds: 5)
    seconds = 6
    #expect(provider.submit([Fixtures.item()], notAfterNanoseconds: .max).map(\.kind) == ["delivered new"])
    #expect(provider.now() == Self.start.adding(seconds: 6))
    #expect(provider.prepare(for: [Fixtures.item()]) == .ready(blocked: [:]))
  }
}
