import Billing
import HTTPTransport
import StrictJSON
import Testing

@testable import AWSMarketplaceProvider

@Suite("What a person must look at before more is sent")
struct AlarmTests {
  private let clock = FakeClock("2026-11-21T19:00:00Z")

  private func provider(_ http: FakeHTTP) -> AWSMarketplaceProvider {
    AWSMarketplaceProvider(
      configuration: AWSMarketplaceConfiguration(), environment: .keys, http: http,
      credentialHTTP: FakeHTTP.forbidden(), clock: clock)
  }

  private static func date(_ time: String) -> [HTTPHeader] {
    [HTTPHeader("Date", "Sat, 21 Nov 2026 \(time) GMT")]
  }

  /// Accepts every record, and the ones given besides.
  private static func accept(
    _ request: HTTPRequest, besides: [JSONValue] = [], at time: String = "19:00:00"
  ) -> HTTPOutcome {
    let records = (try? JSONReader.read(request.body))?["UsageRecords"]?.array ?? []
    let results = (besides + records).map {
      JSONValue.members(["UsageRecord": $0, "Status": .string("Success")])
    }
    return .answered(
      HTTPResponse(
        status: 200, headers: date(time), body: JSONWriter.compact(.members(["Results": .array(results)]))))
  }

  private func isDelivered(_ answer: ItemAnswer) -> Bool {
    if case .delivered = answer { true } else { false }
  }

  @Test("a record that we did not send leaves ours as answered, and nothing more is sent")
  func foreignRecord() throws {
    let foreign = try JSONReader.read(
      BatchMeterUsageEncoding.freeze(Made.bucket(address: Made.address(dimension: "theirs"))).bytes)
    let http = FakeHTTP { Self.accept($0, besides: [foreign]) }
    let provider = provider(http)
    let items = try Made.items(30)
    let answers = provider.submit(items, notAfterNanoseconds: .max)
    #expect(answers.prefix(25).allSatisfy(isDelivered))
    let reason =
      "AWS answered for a record we did not send: dimension theirs, hour 2026-11-21T17; somebody else writes "
      + "this counter, or answers are mixed up"
    #expect(answers[29] == .closed(detail: "not sent: \(reason)", closure: .misconfigured))
    #expect(provider.prepare(for: items) == .closed(.misconfigured, state: .skipped, reason: reason))
    #expect(
      provider.submit([items[0]], notAfterNanoseconds: .max) == [
        .closed(detail: "not sent: \(reason)", closure: .misconfigured)
      ])
    #expect(http.requests.count == 1)
  }

  @Test("answers about our records alone raise no alarm")
  func noForeignRecord() throws {
    let provider = provider(FakeHTTP { Self.accept($0) })
    let items = try Made.items(30)
    #expect(provider.submit(items, notAfterNanoseconds: .max).allSatisfy(isDelivered))
    #expect(provider.prepare(for: items) == .ready(blocked: [:]))
  }

  @Test(
    "a clock more than five minutes from AWS's first date must be set before more is sent",
    arguments: [
      ("19:05:01", "301 s behind"), ("18:54:59", "301 s ahead of"), ("19:14:00", "840 s behind"),
      ("19:05:00", nil), ("18:55:00", nil),
    ])
  func clockDifference(time: String, words: String?) throws {
    let provider = provider(FakeHTTP { Self.accept($0, at: time) })
    let items = try Made.items(1)
    #expect(isDelivered(provider.submit(items, notAfterNanoseconds: .max)[0]))
    #expect(provider.now() == instant("2026-11-21T\(time)Z"))
    let preparation = provider.prepare(for: items)
    guard let words else {
      #expect(preparation == .ready(blocked: [:]))
      return
    }
    guard case .closed(.misconfigured, state: .skipped, let reason) = preparation else {
      Issue.record("\(preparation)")
      return
    }
    #expect(reason.contains(words) && reason.contains("Set the machine's clock"))
  }

  @Test("only the first date judges: a wall clock that is set right, or jumps, later changes nothing")
  func laterJump() throws {
    let provider = provider(FakeHTTP { Self.accept($0) })
    let items = try Made.items(1)
    _ = provider.submit(items, notAfterNanoseconds: .max)
    clock.setWall("2026-11-21T20:00:00Z")
    #expect(isDelivered(provider.submit(items, notAfterNanoseconds: .max)[0]))
    #expect(provider.prepare(for: items) == .ready(blocked: [:]))
  }

  @Test("a clock that AWS refused is followed once AWS takes a signature by its own date, and blamed if not")
  func signedAgain() throws {
    let refusal = answer(400, "{\"__type\":\"RequestTimeTooSkewed\"}", headers: Self.date("18:00:00"))
    var refusalCount = 1
    let http = FakeHTTP { request in
      refusalCount -= 1
      return refusalCount >= 0 ? refusal : Self.accept(request, at: "18:00:00")
    }
    let items = try Made.items(1, start: "2026-11-21T15")
    let followed = provider(http)
    #expect(isDelivered(followed.submit(items, notAfterNanoseconds: .max)[0]))
    #expect(followed.prepare(for: items) == .ready(blocked: [:]))
    refusalCount = 2
    let blamed = provider(http)
    guard case .refusedForNow = blamed.submit(items, notAfterNanoseconds: .max)[0],
      case .closed(.misconfigured, state: .skipped, let reason) = blamed.prepare(for: items)
    else {
      Issue.record("neither signature was taken")
      return
    }
    #expect(reason.contains("3600 s ahead of"))
  }
}
