import Billing
import HTTPTransport
import Testing

@testable import AWSMarketplaceProvider

@Suite("Refused requests")
struct RefusalHandlingTests {
  private func error(_ name: String, _ message: String = "") throws -> AWSErrorType {
    let body = "{\"__type\":\"\(name)\",\"message\":\"\(message)\"}"
    return try #require(AWSErrorType(HTTPResponse(status: 400, headers: [], body: Array(body.utf8))))
  }

  private enum Kind: Equatable {
    case renew, signAgain, halve, judge, parkAll, retry, closeProvider, closeItems, misplaced
  }

  private func kind(_ step: RefusalHandling.Step) -> Kind? {
    switch step {
    case .renewCredentials: .renew
    case .signAgain: .signAgain
    case .halve: .halve
    case .judge: .judge
    case .answerAll(.parked): .parkAll
    case .stop(.refusedForNow): .retry
    case .stop(.closed(_, closure: .credentialsRefused)): .closeProvider
    case .stop(.closed(_, closure: nil)): .closeItems
    case .stop(.closed(_, closure: .misconfigured)): .misplaced
    default: nil
    }
  }

  /// (error, message, step at first for 25 records, step for one record once everything was tried)
  private static let table: [(String, String, Kind, Kind)] = [
    ("ThrottlingException", "", .retry, .retry), ("InvalidUsageDimensionException", "", .halve, .judge),
    ("InvalidLicenseException", "", .halve, .judge), ("TimestampOutOfBoundsException", "", .halve, .judge),
    ("InvalidTagException", "", .halve, .judge), ("InvalidUsageAllocationsException", "", .halve, .judge),
    ("InvalidCustomerIdentifierException", "", .halve, .judge), ("ValidationException", "", .halve, .judge),
    ("SerializationException", "", .halve, .judge), ("SomethingNewException", "", .halve, .judge),
    ("InvalidProductCodeException", "", .parkAll, .parkAll),
    ("DisabledApiException", "", .closeItems, .closeItems),
    ("AccessDeniedException", "", .renew, .closeProvider),
    ("ExpiredTokenException", "", .renew, .closeProvider),
    ("UnrecognizedClientException", "", .renew, .closeProvider),
    ("MissingAuthenticationTokenException", "", .renew, .closeProvider),
    ("InvalidSignatureException", "", .renew, .closeProvider),
    ("UnknownOperationException", "", .misplaced, .misplaced),
    (
      "InvalidSignatureException", "Signature expired: 20261121T180000Z is now earlier than ...", .signAgain,
      .retry
    ),
    ("InvalidSignatureException", "Signature not yet current: 20261121T200000Z", .signAgain, .retry),
    ("RequestTimeTooSkewed", "", .signAgain, .retry),
  ]

  @Test("every error leads to its step", arguments: table.indices)
  func steps(index: Int) throws {
    let (name, message, first, last) = Self.table[index]
    let error = try error(name, message)
    let all = RefusalHandling.Tried(renewedCredentials: true, signedAgain: true)
    #expect(
      kind(RefusalHandling.step(for: error, recordCount: 25, tried: .init(), retryAfterSeconds: nil)) == first
    )
    #expect(
      kind(RefusalHandling.step(for: error, recordCount: 1, tried: all, retryAfterSeconds: nil)) == last)
  }

  @Test("an error nobody knows is about the credentials when AWS answers 401 or 403, else about some record")
  func unknownErrors() throws {
    for (status, expected) in [(401, Kind.renew), (403, .renew), (400, .halve), (404, .halve)] {
      let body = Array("{\"__type\":\"BrandNewException\"}".utf8)
      let error = try #require(AWSErrorType(HTTPResponse(status: status, headers: [], body: body)))
      let step = RefusalHandling.step(for: error, recordCount: 2, tried: .init(), retryAfterSeconds: nil)
      #expect(kind(step) == expected)
    }
  }

  @Test("an hour that AWS no longer accepts is rejected, unless an earlier attempt may have counted")
  func outOfWindow() throws {
    let error = try error("TimestampOutOfBoundsException")
    let now = instant("2026-11-22T17:00:00Z")
    let item = try Made.item("i", Made.bucket())
    func judge(_ mayHaveCounted: Bool, _ now: Instant) -> ItemAnswer {
      RefusalHandling.judge(error, item: item, mayHaveCounted: mayHaveCounted, window: .init(), now: now)
    }
    guard case .rejected = judge(false, now), case .ambiguous = judge(true, now),
      case .refusedForNow = judge(false, instant("2026-11-21T17:59:59Z"))
    else {
      Issue.record("the three situations have three answers")
      return
    }
  }

  @Test(
    "a wrong configuration parks the record with its remedy",
    arguments: [
      ("InvalidUsageDimensionException", "API key of a dimension"),
      ("InvalidLicenseException", "active in that hour"),
      ("InvalidTagException", "project_tag_key"), ("ValidationException", "quantity: integer"),
    ])
  func parked(name: String, remedy: String) throws {
    let item = try Made.item("i", Made.bucket())
    let answer = RefusalHandling.judge(
      try error(name), item: item, mayHaveCounted: false, window: .init(),
      now: instant("2026-11-21T19:00:00Z"))
    guard case .parked(let detail) = answer else {
      Issue.record("\(answer) is not parked")
      return
    }
    #expect(detail.contains(name) && detail.contains(remedy))
  }
}
