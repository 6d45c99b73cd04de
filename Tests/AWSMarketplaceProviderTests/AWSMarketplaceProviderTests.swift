import Billing
import HTTPTransport
import StrictJSON
import Testing

@testable import AWSMarketplaceProvider

@Suite("Dispatch to AWS Marketplace")
struct AWSMarketplaceProviderTests {
  private let clock = FakeClock("2026-11-21T19:00:00Z")

  private func provider(
    _ environment: AWSEnvironment = .keys, http: FakeHTTP, credentialHTTP: FakeHTTP = .forbidden()
  ) -> AWSMarketplaceProvider {
    AWSMarketplaceProvider(
      configuration: AWSMarketplaceConfiguration(), environment: environment, http: http,
      credentialHTTP: credentialHTTP, clock: clock)
  }

  private static let date = [HTTPHeader("Date", "Sat, 21 Nov 2026 19:00:00 GMT")]

  private static func records(_ request: HTTPRequest) -> [JSONValue] {
    (try? JSONReader.read(request.body))?["UsageRecords"]?.array ?? []
  }

  private static func accept(
    _ records: [JSONValue], date: [HTTPHeader] = date
  ) -> HTTPOutcome {
    let results = records.reversed().map { record in
      JSONValue.members([
        "UsageRecord": record, "MeteringRecordId": .string("m"), "Status": .string("Success"),
      ])
    }
    let body = JSONValue.members(["Results": .array(results), "UnprocessedRecords": .array([])])
    return .answered(
      HTTPResponse(
        status: 200, headers: date + [HTTPHeader("x-amzn-RequestId", "r-1")], body: JSONWriter.compact(body)))
  }

  private static func refuse(_ name: String, _ message: String = "", headers: [HTTPHeader] = date)
    -> HTTPOutcome
  {
    answer(400, "{\"__type\":\"\(name)\",\"message\":\"\(message)\"}", headers: headers)
  }

  private func isDelivered(_ answer: ItemAnswer) -> Bool {
    if case .delivered = answer { true } else { false }
  }

  @Test("30 dimensions of one hour go in two requests of at most 25 records")
  func twoRequests() throws {
    let http = FakeHTTP { Self.accept(Self.records($0)) }
    let answers = provider(http: http).submit(try Made.items(30), notAfterNanoseconds: .max)
    #expect(answers.count == 30)
    #expect(answers.allSatisfy(isDelivered))
    #expect(http.requests.map { Self.records($0).count } == [25, 5])
  }

  @Test("a delivered item keeps AWS's ids, date and the digest of the answer")
  func receipt() throws {
    let http = FakeHTTP { Self.accept(Self.records($0)) }
    guard
      case .delivered(let receipt) = provider(http: http).submit(
        try Made.items(1), notAfterNanoseconds: .max)[0]
    else {
      Issue.record("the record was accepted")
      return
    }
    #expect(receipt.providerRecordID == "m" && receipt.requestID == "r-1" && receipt.status == 200)
    #expect(receipt.providerDate == instant("2026-11-21T19:00:00Z") && receipt.bodyDigest.count == 64)
    #expect(receipt.bodyExcerpt.hasPrefix("{\"UsageRecord\":{"))
  }

  @Test("one record that AWS refuses does not hold up the other 24", arguments: [0, 7, 12, 24])
  func bisect(poison: Int) throws {
    let http = FakeHTTP { request in
      let records = Self.records(request)
      return records.contains { $0["Dimension"]?.string == "d\(poison)" }
        ? Self.refuse("InvalidUsageDimensionException") : Self.accept(records)
    }
    let answers = provider(http: http).submit(try Made.items(25), notAfterNanoseconds: .max)
    for (index, answer) in answers.enumerated() where index != poison { #expect(isDelivered(answer)) }
    guard case .parked(let detail) = answers[poison] else {
      Issue.record("\(answers[poison]) is not parked")
      return
    }
    #expect(detail.contains("InvalidUsageDimensionException"))
    #expect(http.requests.count <= 11)
  }

  @Test("what AWS did not process is sent again later; what it took is delivered")
  func unprocessed() throws {
    let http = FakeHTTP { request in
      let records = Self.records(request)
      let results = records.prefix(2).map { record in
        JSONValue.members(["UsageRecord": record, "Status": .string("Success")])
      }
      let body = JSONValue.members([
        "Results": .array(results), "UnprocessedRecords": .array(Array(records.dropFirst(2))),
      ])
      return answer(200, String(decoding: JSONWriter.compact(body), as: UTF8.self))
    }
    let answers = provider(http: http).submit(try Made.items(3), notAfterNanoseconds: .max)
    #expect(isDelivered(answers[0]) && isDelivered(answers[1]))
    #expect(
      answers[2]
        == .refusedForNow(
          detail: "AWS did not process the record (UnprocessedRecords)", retryAfterSeconds: nil))
  }

  @Test("a resend carries the very same bytes")
  func identicalResend() throws {
    let http = FakeHTTP { _ in failure(.timedOut, nothingWasSent: false) }
    let provider = provider(http: http)
    let items = try Made.items(3)
    for answer in provider.submit(items, notAfterNanoseconds: .max) {
      guard case .ambiguous = answer else {
        Issue.record("a time-out is ambiguous, not \(answer)")
        return
      }
    }
    _ = clock.sleep(milliseconds: 90_000)
    _ = provider.submit(items, notAfterNanoseconds: .max)
    #expect(http.requests[0].body == http.requests[1].body)
    #expect(http.requests[0].headers != http.requests[1].headers)
  }

  @Test("after an answer that settles nothing, later requests of the same call are not sent")
  func stopsAfterFailure() throws {
    let http = FakeHTTP { _ in answer(503, "") }
    let answers = provider(http: http).submit(try Made.items(30), notAfterNanoseconds: .max)
    #expect(http.requests.count == 1)
    guard case .ambiguous = answers[0], case .refusedForNow(let detail, _) = answers[29] else {
      Issue.record("the first request is ambiguous, the second was not sent")
      return
    }
    #expect(detail.hasPrefix("not sent"))
  }

  @Test("throttling is 400 at AWS, honours Retry-After, and is no effect")
  func throttled() throws {
    let http = FakeHTTP { _ in Self.refuse("ThrottlingException", headers: [HTTPHeader("Retry-After", "7")]) }
    let answers = provider(http: http).submit(try Made.items(2), notAfterNanoseconds: .max)
    #expect(
      answers
        == Array(repeating: .refusedForNow(detail: "ThrottlingException", retryAfterSeconds: 7), count: 2))
  }

  @Test("DuplicateRecord and CustomerNotSubscribed are a difference and a debt, never delivered")
  func statuses() throws {
    let http = FakeHTTP { request in
      let statuses = ["DuplicateRecord", "CustomerNotSubscribed"]
      let results = zip(Self.records(request), statuses).map { record, status in
        JSONValue.members(["UsageRecord": record, "Status": .string(status)])
      }
      let body = JSONValue.members(["Results": .array(results), "UnprocessedRecords": .array([])])
      return answer(200, String(decoding: JSONWriter.compact(body), as: UTF8.self))
    }
    let answers = provider(http: http).submit(try Made.items(2), notAfterNanoseconds: .max)
    guard case .conflicting = answers[0], case .closed(_, closure: nil) = answers[1] else {
      Issue.record("\(answers)")
      return
    }
  }

  @Test("a skewed clock is corrected by AWS's Date once, and stays corrected")
  func skew() throws {
    var isFirst = true
    let http = FakeHTTP { request in
      defer { isFirst = false }
      let headers = [HTTPHeader("Date", "Sat, 21 Nov 2026 18:30:00 GMT")]
      return isFirst
        ? Self.refuse("InvalidSignatureException", "Signature not yet current: x", headers: headers)
        : Self.accept(Self.records(request), date: headers)
    }
    let provider = provider(http: http)
    #expect(isDelivered(provider.submit(try Made.items(1), notAfterNanoseconds: .max)[0]))
    let times = http.requests.map { request in request.headers.first { $0.name == "X-Amz-Date" }?.value }
    #expect(times == ["20261121T190000Z", "20261121T183000Z"])
    clock.setWall("2031-01-01T00:00:00Z")
    #expect(provider.now() == instant("2026-11-21T18:30:00Z"))
  }

  @Test(
    "a Date that contradicts the signature AWS took, or is none, does not move the clock",
    arguments: ["Sun, 22 Nov 2026 19:00:00 GMT", "Fri, 20 Nov 2026 19:00:00 GMT", "yesterday", ""])
  func contradictoryDate(text: String) throws {
    let http = FakeHTTP { Self.accept(Self.records($0), date: [HTTPHeader("Date", text)]) }
    let provider = provider(http: http)
    #expect(isDelivered(provider.submit(try Made.items(1), notAfterNanoseconds: .max)[0]))
    #expect(provider.now() == instant("2026-11-21T19:00:00Z"))
  }

  @Test(
    "refused credentials are asked for again once; refused again, the provider is closed and nothing is lost")
  func refusedCredentials() throws {
    let http = FakeHTTP { _ in Self.refuse("UnrecognizedClientException") }
    let answers = provider(http: http).submit(try Made.items(30), notAfterNanoseconds: .max)
    #expect(http.requests.count == 2)
    for answer in answers {
      guard case .closed(_, closure: .credentialsRefused) = answer else {
        Issue.record("\(answer) is not closed")
        return
      }
    }
  }

  @Test("a region whose interface is off is not asked again in this run, other regions are")
  func disabledRegion() throws {
    let http = FakeHTTP { _ in Self.refuse("DisabledApiException") }
    let provider = provider(http: http)
    let items = try Made.items(1)
    guard case .closed(_, closure: nil) = provider.submit(items, notAfterNanoseconds: .max)[0] else {
      Issue.record("the items of the region are closed")
      return
    }
    let elsewhere = try Made.item("e", Made.bucket(address: Made.address(region: "eu-west-1")))
    guard case .ready(let blocked) = provider.prepare(for: items + [elsewhere]) else {
      Issue.record("the provider is still open")
      return
    }
    #expect(blocked.keys.sorted() == ["i0"])
  }

  @Test("without credentials nothing is attempted, and the reason lists every source that was asked")
  func noCredentials() throws {
    let http = FakeHTTP.forbidden()
    let preparation = provider(.fake(), http: http).prepare(for: try Made.items(1))
    guard case .closed(.credentialsMissing, state: .skipped, let reason) = preparation else {
      Issue.record("\(preparation)")
      return
    }
    for source in [
      "environment", "assumed role", "web identity", "credentials file", "credential_process",
      "configuration file", "container", "instance metadata",
    ] { #expect(reason.contains("\(source): ")) }
    #expect(http.requests.isEmpty)
  }

  @Test("a token service that is down defers the items, since the next run may find it up")
  func transientCredentials() throws {
    let environment = AWSEnvironment.fake(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"])
    let down = FakeHTTP { _ in failure(.timedOut, nothingWasSent: false) }
    let provider = provider(environment, http: .forbidden(), credentialHTTP: down)
    guard case .closed(.unreachable, state: .deferred, _) = provider.prepare(for: try Made.items(1)) else {
      Issue.record("the endpoint may answer in the next run")
      return
    }
    #expect(clock.slept == [1_000, 1_000])
  }

  @Test("the configured endpoint is used unless the environment names another")
  func endpoints() throws {
    let http = FakeHTTP { Self.accept(Self.records($0)) }
    var environment = AWSEnvironment.keys
    let configuration = AWSMarketplaceConfiguration(endpoint: "http://127.0.0.1:1")
    func send() throws {
      let provider = AWSMarketplaceProvider(
        configuration: configuration, environment: environment, http: http,
        credentialHTTP: FakeHTTP.forbidden(),
        clock: clock)
      #expect(isDelivered(provider.submit(try Made.items(1), notAfterNanoseconds: .max)[0]))
    }
    try send()
    environment.variables["AWS_ENDPOINT_URL_MARKETPLACE_METERING"] = "http://127.0.0.1:2"
    try send()
    #expect(http.requests.map(\.url) == ["http://127.0.0.1:1/", "http://127.0.0.1:2/"])
  }

  @Test("an hour that is not over, or a region nobody knows, blocks its item alone")
  func blocked() throws {
    let items = [
      try Made.item("open", Made.bucket()), try Made.item("running", Made.bucket("2026-11-21T19")),
      try Made.item("isolated", Made.bucket(address: Made.address(region: "us-iso-east-1"))),
    ]
    guard case .ready(let blocked) = provider(http: .forbidden()).prepare(for: items) else {
      Issue.record("the provider is ready")
      return
    }
    #expect(blocked.keys.sorted() == ["isolated", "running"])
  }

  @Test("never more than ten requests in any second")
  func pace() throws {
    let http = FakeHTTP { Self.accept(Self.records($0)) }
    let answers = provider(http: http).submit(try Made.items(25 * 21), notAfterNanoseconds: .max)
    #expect(answers.allSatisfy(isDelivered))
    #expect(http.requests.count == 21)
    #expect(clock.slept == [1_000, 1_000])
  }

  @Test("a run that is asked to stop sends nothing more, and says that nothing was sent")
  func stopping() throws {
    let clock = clock
    let http = FakeHTTP { request in
      clock.stop()
      return Self.accept(Self.records(request))
    }
    let answers = provider(http: http).submit(try Made.items(50), notAfterNanoseconds: .max)
    #expect(http.requests.count == 1)
    #expect(isDelivered(answers[24]))
    #expect(
      answers.last == .refusedForNow(detail: "not sent: the run was asked to stop", retryAfterSeconds: nil))
  }

  @Test("requests of one region, product and way to name buyers are kept apart")
  func groups() throws {
    let http = FakeHTTP { Self.accept(Self.records($0)) }
    let legacy = Made.bucket(units: 3, digits: 0, address: Made.legacyAddress)
    let items = [
      try Made.item("a", Made.bucket()), try Made.item("b", legacy),
      try Made.item("c", Made.bucket(address: Made.address(region: "eu-west-1"))),
    ]
    #expect(provider(http: http).submit(items, notAfterNanoseconds: .max).allSatisfy(isDelivered))
    #expect(
      http.requests.map(\.url) == [
        "https://metering.marketplace.eu-west-1.amazonaws.com/",
        "https://metering.marketplace.us-east-1.amazonaws.com/",
        "https://metering.marketplace.us-east-1.amazonaws.com/",
      ])
    let codes = http.requests.map { (try? JSONReader.read($0.body))?["ProductCode"]?.string }
    #expect(codes == [nil, "4ml54db8vrmjuykaw1psroool", nil])
  }

  @Test("in the month's grace a record travels alone, and not at all when it may have counted")
  func grace() throws {
    clock.setWall("2026-11-01T05:00:00Z")
    let date = [HTTPHeader("Date", "Sun, 01 Nov 2026 05:00:00 GMT")]
    let http = FakeHTTP { Self.accept(Self.records($0), date: date) }
    let early = Made.bucket("2026-10-31T01")
    let items = [
      try Made.item("a", Made.bucket("2026-10-31T23")), try Made.item("b", early),
      try Made.item("c", Made.bucket("2026-10-31T02"), attemptCount: 2),
      try Made.item("d", Made.bucket("2026-10-31T22")),
    ]
    let answers = provider(http: http).submit(items, notAfterNanoseconds: .max)
    #expect(http.requests.map { Self.records($0).count } == [2, 1])
    #expect(isDelivered(answers[1]))
    guard case .refusedForNow(let detail, _) = answers[2] else {
      Issue.record("\(answers[2])")
      return
    }
    #expect(detail.hasPrefix("not sent: "))
  }

  @Test("a request stays below AWS's size, whatever its records weigh")
  func size() throws {
    let parts = (0..<2_000).map { Allocation(projectID: "project-with-a-rather-long-name-\($0)", units: 1) }
    let items = try (0..<8).map { index in
      let address = Made.address(dimension: "d\(index)", extra: ["project_tag_key": "AgnitraProject"])
      return try Made.item("i\(index)", Made.bucket(units: 2_000, allocations: parts, address: address))
    }
    let http = FakeHTTP { Self.accept(Self.records($0)) }
    #expect(provider(http: http).submit(items, notAfterNanoseconds: .max).allSatisfy(isDelivered))
    #expect(http.requests.count > 1)
    #expect(http.requests.allSatisfy { $0.body.count <= AWSMarketplaceLimits.requestByteCountMax })
  }
}
