import Billing
import HTTPTransport
import StrictJSON
import Testing

@testable import AWSMarketplaceProvider

@Suite("Whether an earlier attempt may have counted")
struct EarlierDoubtsTests {
  private let clock = FakeClock("2026-11-01T05:00:00Z")
  /// Past its window, inside the month's grace.
  private let bucket = Made.bucket("2026-10-31T02")

  private func provider(_ http: FakeHTTP) -> AWSMarketplaceProvider {
    AWSMarketplaceProvider(
      configuration: AWSMarketplaceConfiguration(), environment: .keys, http: http,
      credentialHTTP: FakeHTTP.forbidden(), clock: clock)
  }

  private static func refuse(_ name: String) -> HTTPOutcome { answer(400, "{\"__type\":\"\(name)\"}") }

  private static func accept(_ request: HTTPRequest) -> HTTPOutcome {
    let records = (try? JSONReader.read(request.body))?["UsageRecords"]?.array ?? []
    let results = records.map { JSONValue.members(["UsageRecord": $0, "Status": .string("Success")]) }
    return .answered(
      HTTPResponse(
        status: 200, headers: [], body: JSONWriter.compact(.members(["Results": .array(results)]))))
  }

  /// Prepares for the item as it was, then sends it as claimed.
  private func send(
    _ item: DispatchItem, doubtSince: Instant?, by provider: AWSMarketplaceProvider
  ) -> ItemAnswer {
    #expect(
      provider.prepare(for: [Made.beforeClaim(item, doubtSince: doubtSince)]) == .ready(blocked: [:]))
    return provider.submit([item], notAfterNanoseconds: .max)[0]
  }

  @Test("in the month's grace a record that was only throttled is sent again, and delivered")
  func throttledInGrace() throws {
    var isFirst = true
    let http = FakeHTTP { request in
      defer { isFirst = false }
      return isFirst ? Self.refuse("ThrottlingException") : Self.accept(request)
    }
    let provider = provider(http)
    let first = send(try Made.item("i", bucket), doubtSince: nil, by: provider)
    #expect(first == .refusedForNow(detail: "ThrottlingException", retryAfterSeconds: nil))
    guard case .delivered = send(try Made.item("i", bucket, attemptCount: 2), doubtSince: nil, by: provider)
    else {
      Issue.record("nothing stands against sending it")
      return
    }
    #expect(http.requests.count == 2)
  }

  @Test("in the month's grace a record that may have counted is not sent, however fresh the doubt is")
  func doubtInGrace() throws {
    let item = try Made.item("i", bucket, attemptCount: 2)
    for doubtSince in ["2026-10-31T20:00:00Z", "2026-11-01T04:59:59Z", "2026-11-01T05:04:00Z"] {
      let http = FakeHTTP.forbidden()
      let answer = send(item, doubtSince: instant(doubtSince), by: provider(http))
      guard case .refusedForNow(let detail, retryAfterSeconds: 3_600) = answer else {
        Issue.record("\(answer)")
        continue
      }
      #expect(detail.hasPrefix("not sent: the hour 2026-10-31T02") && http.requests.isEmpty)
    }
  }

  @Test(
    "an hour that AWS no longer takes is rejected when every earlier attempt was refused before any effect")
  func outOfWindow() throws {
    let http = FakeHTTP { _ in Self.refuse("TimestampOutOfBoundsException") }
    let item = try Made.item("i", Made.bucket("2026-10-31T06"), attemptCount: 3)
    guard case .rejected = send(item, doubtSince: nil, by: provider(http)),
      case .ambiguous = send(item, doubtSince: instant("2026-11-01T04:59:50Z"), by: provider(http))
    else {
      Issue.record("only a doubt keeps the item from being rejected")
      return
    }
  }

  @Test("what was not read right before this very claim is doubtful after its first attempt")
  func unread() throws {
    let (first, second) = (try Made.item("i", bucket), try Made.item("i", bucket, attemptCount: 2))
    var doubts = EarlierDoubts()
    #expect(!doubts.mayHaveCounted(first) && doubts.mayHaveCounted(second))
    doubts.read([Made.beforeClaim(second, doubtSince: nil)])
    #expect(!doubts.mayHaveCounted(second))
    #expect(doubts.mayHaveCounted(try Made.item("i", bucket, attemptCount: 3)))
    doubts.read([])
    #expect(doubts.mayHaveCounted(second))
  }
}
