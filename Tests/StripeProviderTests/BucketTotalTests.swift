import Billing
import HTTPTransport
import StripeProvider
import Testing

@Suite("Asking Stripe what it counts in a bucket")
struct BucketTotalTests {
  private static func list(_ data: String, hasMore: Bool = false) -> String {
    "{\"object\":\"list\",\"data\":[\(data)],\"has_more\":\(hasMore),\"url\":\"/v1\"}"
  }

  private static func summary(_ value: String, meter: String = "mtr_1") -> String {
    "{\"id\":\"s\",\"object\":\"billing.meter_event_summary\",\"aggregated_value\":\(value),"
      + "\"start_time\":1795143600,\"end_time\":1795147200,\"livemode\":false,\"meter\":\"\(meter)\"}"
  }

  private static func total(_ outcome: HTTPOutcome, _ item: DispatchItem = Fixtures.item()) -> BucketTotal {
    Fixtures.provider(ScriptedNetwork { _ in outcome }).total(of: item, in: item.bucket.window)
  }

  @Test("one request, for exactly the bucket's hour of the customer and meter")
  func request() throws {
    let network = ScriptedNetwork { _ in Fixtures.answer(200, Self.list(Self.summary("25"))) }
    let total = Fixtures.provider(network).total(of: Fixtures.item(), in: Fixtures.item().bucket.window)
    #expect(
      network.requests.map(\.url) == [
        "https://stripe.test/v1/billing/meters/mtr_1/event_summaries?customer=cus_1&start_time=1795143600"
          + "&end_time=1795147200"
      ])
    guard case .counted("25", .delta, let evidence) = total else {
      Issue.record("\(total)")
      return
    }
    #expect(evidence.kind == .found && evidence.status == 200 && evidence.bodyExcerpt.contains("25"))
  }

  @Test("no summary is a total of zero; a meter with an hourly window answers a running total")
  func zero() {
    guard case .counted("0", .delta, _) = Self.total(Fixtures.answer(200, Self.list(""))) else {
      Issue.record("an empty list")
      return
    }
    let address = Fixtures.address.merging(["event_time_window": "hour"]) { _, new in new }
    let item = Fixtures.item(address: address)
    guard
      case .counted("7.5", .total, _) = Self.total(Fixtures.answer(200, Self.list(Self.summary("7.5"))), item)
    else {
      Issue.record("a windowed meter")
      return
    }
  }

  @Test(
    "any other answer is no total",
    arguments: [
      Fixtures.offline, Fixtures.answer(200, "{}"), Fixtures.answer(200, "nonsense"),
      Fixtures.answer(200, list(summary("1"), hasMore: true)),
      Fixtures.answer(200, list(summary("1") + "," + summary("2"))),
      Fixtures.answer(200, list(summary("1", meter: "mtr_2"))), Fixtures.answer(200, list(summary("\"1\""))),
      Fixtures.error(404, code: "resource_missing", "No such meter"), Fixtures.error(429, "slow down"),
      Fixtures.error(500, "oops"),
    ])
  func silent(outcome: HTTPOutcome) {
    guard case .unreachable(let reason) = Self.total(outcome) else {
      Issue.record("\(outcome) was taken for a total")
      return
    }
    #expect(!reason.isEmpty)
  }
}
