import Billing
import Hashing
import HTTPTransport
import StripeProvider
import Testing

@Suite("Submitting meter events")
struct SubmittingTests {
  /// Answers each event with its echo.
  private static func echoing(_ request: HTTPRequest) -> HTTPOutcome {
    let body = String(decoding: request.body, as: UTF8.self)
    let number = body.split(separator: Fixtures.identifier).last?.prefix { $0.isNumber } ?? ""
    return Fixtures.answer(
      200, Fixtures.echo(Int(number) ?? 0),
      [HTTPHeader("Request-Id", "req_\(number)"), HTTPHeader("Date", "Fri, 20 Nov 2026 05:00:00 GMT")])
  }

  @Test("a request carries the frozen bytes and exactly these headers")
  func request() throws {
    let network = ScriptedNetwork(Self.echoing)
    let item = Fixtures.item(1, generation: 3)
    _ = Fixtures.provider(network, account: "acct_1").submit([item], notAfterNanoseconds: .max)
    let request = try #require(network.requests.first)
    #expect(request.method == .post)
    #expect(request.url == "https://stripe.test/v1/billing/meter_events")
    #expect(request.body == item.payload.bytes)
    #expect(
      request.headers == [
        HTTPHeader("Authorization", "Bearer sk_test_canary4242"),
        HTTPHeader("Stripe-Version", "2026-09-30.endive"),
        HTTPHeader("Stripe-Account", "acct_1"),
        HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
        HTTPHeader("Idempotency-Key", "\(item.id)#3"),
      ])
  }

  @Test("a receipt names the request, Stripe's date and the answer's digest")
  func receipt() throws {
    let answers = Fixtures.provider(ScriptedNetwork(Self.echoing)).submit(
      [Fixtures.item(7)], notAfterNanoseconds: .max)
    #expect(
      answers == [
        .delivered(
          Receipt(
            kind: .new, providerRecordID: nil, requestID: "req_7",
            providerDate: Instant(text: "2026-11-20T05:00:00Z"), status: 200,
            bodyDigest: Digest256(of: Fixtures.echo(7)).hex, bodyExcerpt: Fixtures.echo(7)))
      ])
  }

  @Test("answers stand in the order of the items, and each item is sent once")
  func order() {
    let network = ScriptedNetwork(Self.echoing)
    let answers = Fixtures.provider(network).submit(
      (1...40).map { Fixtures.item($0) }, notAfterNanoseconds: .max)
    let requestIDs = answers.map { $0.receipt?.requestID }
    #expect(requestIDs == (1...40).map { "req_\($0)" })
    #expect(network.events.count == 40)
    #expect(network.batches.allSatisfy { $0.count <= 16 })
  }

  @Test("never two requests of one customer and meter at once")
  func oneInFlight() {
    let network = ScriptedNetwork(Self.echoing)
    let items = (1...6).map { Fixtures.item($0, series: $0 <= 3 ? "a" : "b") }
    let answers = Fixtures.provider(network).submit(items, notAfterNanoseconds: .max)
    #expect(network.batches.map(\.count) == [2, 2, 2])
    #expect(answers.allSatisfy { $0.kind == "delivered new" })
  }

  @Test("requests keep the pace of the mode")
  func pace() {
    let clock = ManualClock()
    let network = ScriptedNetwork(Self.echoing)
    _ = Fixtures.provider(network, clock: clock).submit(
      (1...66).map { Fixtures.item($0) }, notAfterNanoseconds: .max)
    // 16 at once, then 25 a second.
    let sleptMilliseconds: Int64 = clock.slept.reduce(0, +)
    #expect(sleptMilliseconds == 2_000)
  }

  @Test("after refused credentials nothing more is sent, and nothing is counted as tried for effect")
  func refusedCredentials() {
    let network = ScriptedNetwork { _ in Fixtures.error(401, "Invalid API Key provided: sk_test_****4242") }
    let provider = Fixtures.provider(network)
    let answers = provider.submit((1...40).map { Fixtures.item($0) }, notAfterNanoseconds: .max)
    #expect(network.events.count == 16)
    #expect(Set(answers.map(\.kind)) == ["closed credentials_refused"])
    #expect(provider.prepare(for: [Fixtures.item(41)]).kind == "credentials_refused deferred")
    #expect(network.requests.count == 16)
  }

  @Test("an event taken otherwise than sent stops the rest, which says that it was not sent")
  func echoOfAnother() {
    let network = ScriptedNetwork { _ in
      Fixtures.answer(200, Fixtures.echo(1, changing: "\"25\"", to: "\"26\""))
    }
    let answers = Fixtures.provider(network).submit(
      (1...20).map { Fixtures.item($0) }, notAfterNanoseconds: .max)
    #expect(network.events.count == 16)
    #expect(
      answers[0] == .countedOtherwise(detail: "Stripe took an event whose payload is not what was sent"))
    guard case .closed(let detail, closure: .misconfigured) = answers[19] else {
      Issue.record("\(answers[19])")
      return
    }
    #expect(detail.hasPrefix("not sent: "))
  }

  @Test("an event taken in the wrong mode stops the rest")
  func wrongMode() {
    let network = ScriptedNetwork { _ in Fixtures.answer(200, Fixtures.echo(1, livemode: true)) }
    let answers = Fixtures.provider(network).submit(
      (1...20).map { Fixtures.item($0) }, notAfterNanoseconds: .max)
    #expect(network.events.count == 16)
    #expect(answers[0].kind == "countedOtherwise")
    #expect(answers[19].kind == "closed misconfigured")
  }

  @Test("too many requests slow the next slice down as long as Stripe asks, within bounds")
  func slowDown() {
    let clock = ManualClock()
    let network = ScriptedNetwork { _ in Fixtures.error(429, "Slow down", [HTTPHeader("Retry-After", "2")]) }
    _ = Fixtures.provider(network, clock: clock).submit(
      (1...16).map { Fixtures.item($0) }, notAfterNanoseconds: .max)
    #expect(clock.slept == [2_000])
  }

  @Test("a stop request leaves the rest unsent and says so")
  func stopped() {
    let clock = ManualClock()
    let network = ScriptedNetwork { request in
      clock.stop()
      return Self.echoing(request)
    }
    let answers = Fixtures.provider(network, clock: clock).submit(
      (1...40).map { Fixtures.item($0) }, notAfterNanoseconds: .max)
    #expect(network.events.count == 16)
    #expect(
      answers[16...].allSatisfy {
        $0 == .refusedForNow(detail: "not sent: the run was asked to stop", retryAfterSeconds: nil)
      })
  }

  @Test("nothing is sent long after it was put in flight")
  func pauseGuard() {
    let clock = ManualClock()
    let network = ScriptedNetwork { request in
      clock.pass(seconds: 61)
      return Self.echoing(request)
    }
    let answers = Fixtures.provider(network, clock: clock).submit(
      (1...40).map { Fixtures.item($0) }, notAfterNanoseconds: clock.monotonicNanoseconds() + 60_000_000_000)
    #expect(network.batches.count == 1)
    // 16 requests of 61 s.
    let detail = "not sent: too much time passed since the item was put in flight"
    #expect(answers[16...].allSatisfy { $0 == .refusedForNow(detail: detail, retryAfterSeconds: nil) })
  }

  @Test("Stripe's clock is the date of its last answer plus the time gone by")
  func providerClock() {
    let clock = ManualClock()
    let provider = Fixtures.provider(ScriptedNetwork(Self.echoing), clock: clock)
    #expect(provider.now() == clock.now())
    _ = provider.submit([Fixtures.item(1)], notAfterNanoseconds: .max)
    clock.pass(seconds: 90)
    #expect(provider.now() == Instant(text: "2026-11-20T05:01:30Z"))
  }
}
