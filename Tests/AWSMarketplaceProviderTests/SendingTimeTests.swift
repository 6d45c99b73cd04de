import Billing
import HTTPTransport
import StrictJSON
import Testing

@testable import AWSMarketplaceProvider

/// Nothing leaves long after the decision to send it: a process that was stopped in between would send what another run
/// has long settled.
@Suite("How long after the decision to send a request may leave")
struct SendingTimeTests {
  private static let second: UInt64 = 1_000_000_000
  private static let notSent = ItemAnswer.refusedForNow(
    detail: "not sent: too much time passed since the item was put in flight", retryAfterSeconds: nil)
  private static let date = [HTTPHeader("Date", "Sat, 21 Nov 2026 19:00:00 GMT")]
  private let clock = FakeClock("2026-11-21T19:00:00Z")

  private func provider(
    _ environment: AWSEnvironment = .keys, http: FakeHTTP, credentialHTTP: FakeHTTP = .forbidden()
  ) -> AWSMarketplaceProvider {
    AWSMarketplaceProvider(
      configuration: AWSMarketplaceConfiguration(), environment: environment, http: http,
      credentialHTTP: credentialHTTP, clock: clock)
  }

  /// A minute from now, as the ledger's side counts.
  private var inAMinute: UInt64 {
    clock.monotonicNanoseconds() + UInt64(SendingTimes.claimToSendSecondsMax) * Self.second
  }

  private static func recordCount(_ request: HTTPRequest) -> Int {
    (try? JSONReader.read(request.body))?["UsageRecords"]?.array?.count ?? 0
  }

  private static func accept(_ request: HTTPRequest) -> HTTPOutcome {
    let records = (try? JSONReader.read(request.body))?["UsageRecords"]?.array ?? []
    let results = records.map {
      JSONValue.members(["UsageRecord": $0, "MeteringRecordId": .string("m"), "Status": .string("Success")])
    }
    let body = JSONValue.members(["Results": .array(results), "UnprocessedRecords": .array([])])
    return .answered(HTTPResponse(status: 200, headers: date, body: JSONWriter.compact(body)))
  }

  private static func refuse(_ name: String) -> HTTPOutcome {
    answer(400, "{\"__type\":\"\(name)\",\"message\":\"\"}", headers: date)
  }

  private func isDelivered(_ answer: ItemAnswer) -> Bool {
    if case .delivered = answer { true } else { false }
  }

  /// Lets `nanoseconds` pass while each request is under way.
  private func network(
    taking nanoseconds: UInt64, _ respond: @escaping (HTTPRequest) -> HTTPOutcome
  ) -> FakeHTTP {
    let clock = clock
    return FakeHTTP { request in
      clock.pass(nanoseconds: nanoseconds)
      return respond(request)
    }
  }

  @Test("a request leaves at the last nanosecond, and not after it", arguments: [UInt64(0), 1])
  func edge(lateNanoseconds: UInt64) throws {
    let http = FakeHTTP { Self.accept($0) }
    let notAfter = inAMinute
    clock.pass(nanoseconds: 60 * Self.second + lateNanoseconds)
    let answers = provider(http: http).submit(try Made.items(3), notAfterNanoseconds: notAfter)
    #expect(http.requests.count == (lateNanoseconds == 0 ? 1 : 0))
    if lateNanoseconds == 0 {
      #expect(answers.allSatisfy(isDelivered))
    } else {
      #expect(answers == Array(repeating: Self.notSent, count: 3))
    }
  }

  @Test("a later request of the same claim does not leave once the time is over")
  func laterRequest() throws {
    let http = network(taking: 61 * Self.second) { Self.accept($0) }
    let answers = provider(http: http).submit(try Made.items(50), notAfterNanoseconds: inAMinute)
    #expect(http.requests.count == 1)
    #expect(answers[..<25].allSatisfy(isDelivered))
    #expect(answers[25...].allSatisfy { $0 == Self.notSent.afterAnother || $0 == Self.notSent })
  }

  @Test("a half of a refused request does not leave once the time is over")
  func halves() throws {
    // The whole at 0 s, 13 records at 25 s, 7 at 50 s; 4 of them would leave at 75 s.
    let http = network(taking: 25 * Self.second) { _ in Self.refuse("InvalidUsageDimensionException") }
    let answers = provider(http: http).submit(try Made.items(25), notAfterNanoseconds: inAMinute)
    #expect(http.requests.map(Self.recordCount) == [25, 13, 7])
    #expect(answers[0] == Self.notSent)
    #expect(answers.allSatisfy { $0 == Self.notSent || $0 == Self.notSent.afterAnother })
  }

  @Test("what another half delivered stays delivered")
  func secondHalf() throws {
    let http = network(taking: 25 * Self.second) { request in
      Self.recordCount(request) == 4 ? Self.refuse("InvalidUsageDimensionException") : Self.accept(request)
    }
    // The whole at 0 s, the first half at 25 s, the second at 50 s: in time.
    let provider = provider(http: http)
    #expect(
      provider.submit(try Made.items(4), notAfterNanoseconds: inAMinute).allSatisfy(isDelivered))
    // The whole at 0 s, the first half at 25 s, the second at 50 s: a second too late.
    let late = provider.submit(
      try Made.items(4), notAfterNanoseconds: clock.monotonicNanoseconds() + 49 * Self.second)
    #expect(late.map(isDelivered) == [true, true, false, false])
    #expect(late[2...].allSatisfy { $0 == Self.notSent })
  }

  @Test(
    "a request that would be signed again, by AWS's clock or with new credentials, does not leave too late",
    arguments: ["RequestTimeTooSkewed", "ExpiredTokenException"], [UInt64(60), 61])
  func secondTry(error: String, seconds: UInt64) throws {
    var refusalCount = 1
    let http = network(taking: seconds * Self.second) { request in
      refusalCount -= 1
      return refusalCount >= 0 ? Self.refuse(error) : Self.accept(request)
    }
    let answers = provider(http: http).submit(try Made.items(1), notAfterNanoseconds: inAMinute)
    #expect(http.requests.count == (seconds == 60 ? 2 : 1))
    #expect(seconds == 60 ? isDelivered(answers[0]) : answers[0] == Self.notSent)
  }

  @Test("time spent waiting for a turn, or for credentials, counts")
  func waiting() throws {
    let http = FakeHTTP { Self.accept($0) }
    // Ten requests leave at once; the eleventh would leave a second later.
    let answers = provider(http: http).submit(
      try Made.items(25 * 11), notAfterNanoseconds: clock.monotonicNanoseconds() + Self.second / 2)
    #expect(http.requests.count == 10)
    #expect(answers[250...].allSatisfy { $0 == Self.notSent })
    let container = AWSEnvironment.fake(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"])
    let slow = network(taking: 61 * Self.second) { _ in
      answer(
        200,
        #"{"AccessKeyId":"A","SecretAccessKey":"S","Token":"T","Expiration":"2026-11-22T19:00:00Z"}"#)
    }
    let tired = provider(container, http: .forbidden(), credentialHTTP: slow)
    let refused = tired.submit(try Made.items(1), notAfterNanoseconds: inAMinute)
    #expect(slow.requests.count == 1)
    #expect(refused == [Self.notSent])
  }

  @Test("an exchange ends within the time that the safe windows allow for, and dates within their doubt")
  func limits() {
    let limits = AWSMarketplaceLimits.exchange
    #expect(Int64(limits.totalTimeoutMilliseconds) <= SendingTimes.exchangeSecondsMax * 1_000)
    #expect(AWSMarketplaceLimits.signatureSkewSecondsMax <= SendingTimes.dateDoubtSecondsMax)
  }
}

extension ItemAnswer {
  /// The answer of a later request that was not sent because of this one.
  fileprivate var afterAnother: ItemAnswer {
    guard case .refusedForNow(let detail, let seconds) = self else { return self }
    return .refusedForNow(
      detail: "not sent, because of the request before: \(detail)", retryAfterSeconds: seconds)
  }
}
