import Billing
import HTTPTransport
import StripeProvider
import Testing

@Suite("Preparing to send to Stripe")
struct PreparingTests {
  private func reason(_ body: String, address: [String: String] = Fixtures.address) -> String? {
    let item = Fixtures.item(1, address: address)
    let network = ScriptedNetwork { _ in Fixtures.answer(200, body) }
    guard case .ready(let blocked) = Fixtures.provider(network).prepare(for: [item]) else { return "closed" }
    return blocked[item.id]
  }

  @Test("without a key everything is deferred and nobody is asked")
  func noKey() {
    let network = ScriptedNetwork { _ in Fixtures.offline }
    let provider = Fixtures.provider(network, key: nil)
    #expect(provider.prepare(for: [Fixtures.item()]).kind == "credentials_missing deferred")
    #expect(network.requests.isEmpty)
  }

  @Test(
    "a key of the other mode is refused before anything is sent", arguments: ["sk_live_x1", "rk_live_x1"])
  func wrongKeyMode(key: String) {
    let network = ScriptedNetwork { _ in Fixtures.offline }
    #expect(
      Fixtures.provider(network, key: key).prepare(for: [Fixtures.item()]).kind == "misconfigured deferred")
    #expect(network.requests.isEmpty)
  }

  @Test("a meter that agrees with the catalog is asked for once a run")
  func cached() {
    let network = ScriptedNetwork { _ in Fixtures.answer(200, Fixtures.meter()) }
    let provider = Fixtures.provider(network)
    for number in 1...5 {
      #expect(
        provider.prepare(for: [Fixtures.item(number), Fixtures.item(number + 10)]) == .ready(blocked: [:]))
    }
    #expect(network.requests.map(\.url) == ["https://stripe.test/v1/billing/meters/mtr_1"])
  }

  @Test(
    "a meter that differs blocks its items, and the reason names what differs",
    arguments: [
      ("gpu_hours_saved", "other", "event_name"), ("\"stripe_customer_id\"", "\"account\"", "customer_key"),
      ("{\"event_payload_key\":\"value\"}", "{\"event_payload_key\":\"v\"}", "value_key"),
      ("\"sum\"", "\"count\"", "formula"),
      ("\"event_time_window\":null", "\"event_time_window\":\"hour\"", "event_time_window"),
      ("\"active\"", "\"inactive\"", "not active"), ("\"mtr_1\"", "\"mtr_2\"", "id is mtr_2"),
    ])
  func disagreement(old: String, new: String, word: String) throws {
    let found = try #require(reason(Fixtures.meter(changing: old, to: new)))
    #expect(found.contains(word))
  }

  @Test("an hourly meter fits a route that sends totals")
  func hourly() {
    var address = Fixtures.address
    address["event_time_window"] = "hour"
    let meter = Fixtures.meter(changing: "\"event_time_window\":null", to: "\"event_time_window\":\"hour\"")
    #expect(reason(meter, address: address) == nil)
  }

  @Test("a meter of the other mode closes Stripe")
  func wrongMeterMode() {
    let network = ScriptedNetwork { _ in Fixtures.answer(200, Fixtures.meter(changing: "false", to: "true")) }
    let provider = Fixtures.provider(network)
    #expect(provider.prepare(for: [Fixtures.item()]).kind == "misconfigured deferred")
    #expect(provider.prepare(for: [Fixtures.item()]).kind == "misconfigured deferred")
    #expect(network.requests.count == 1)
  }

  @Test(
    "a meter Stripe does not know, or whose look-up fails, blocks only its own items",
    arguments: [
      Fixtures.error(404, code: "resource_missing", "No such billing meter: 'mtr_2'"),
      Fixtures.answer(500, ""),
      Fixtures.answer(200, "{}"), Fixtures.offline,
    ])
  func unknownMeter(outcome: HTTPOutcome) {
    var other = Fixtures.address
    other["meter_id"] = "mtr_2"
    let network = ScriptedNetwork { request in
      request.url.hasSuffix("mtr_1")
        ? Fixtures.answer(200, Fixtures.meter())
        : outcome
    }
    let items = [Fixtures.item(1), Fixtures.item(2, address: other)]
    guard case .ready(let blocked) = Fixtures.provider(network).prepare(for: items) else {
      Issue.record("one meter is usable")
      return
    }
    #expect(Set(blocked.keys) == [items[1].id])
  }

  @Test(
    "refused credentials close Stripe, an outage closes it for now and is asked again",
    arguments: [
      (Fixtures.error(401, "Invalid API Key provided"), ClosureCause.credentialsRefused, 1),
      (Fixtures.error(403, "not allowed"), .credentialsRefused, 1),
      (Fixtures.error(500, "boom"), .unreachable, 2),
      (Fixtures.error(429, "slow"), .unreachable, 2), (Fixtures.offline, .unreachable, 2),
      (Fixtures.answer(200, "{}"), .unreachable, 2),
    ])
  func closed(outcome: HTTPOutcome, cause: ClosureCause, requestCount: Int) {
    let network = ScriptedNetwork { _ in outcome }
    let provider = Fixtures.provider(network)
    #expect(provider.prepare(for: [Fixtures.item()]).kind == "\(cause.rawValue) deferred")
    #expect(provider.prepare(for: [Fixtures.item()]).kind == "\(cause.rawValue) deferred")
    #expect(network.requests.count == requestCount)
  }

  @Test("an address that cannot be read blocks its item, with what is wrong and what is accepted")
  func unreadableAddress() {
    let item = Fixtures.item()
    let broken = DispatchItem(
      id: item.id, bucket: item.bucket, revision: 0, units: item.units, valueText: item.valueText,
      money: item.money, payload: item.payload, address: ["customer": "cus_1"], sealID: 1,
      deadlineAt: item.deadlineAt, progress: item.progress)
    let network = ScriptedNetwork { _ in Fixtures.offline }
    let reason =
      "the route's address is not usable for Stripe: the route has no meter_id; set it in the catalog"
    #expect(Fixtures.provider(network).prepare(for: [broken]) == .ready(blocked: [item.id: reason]))
    #expect(network.requests.isEmpty)
  }

  @Test("an event stamped ahead of Stripe's clock waits, whatever this machine's clock says")
  func future() {
    let clock = ManualClock(start: Fixtures.hour.start.adding(seconds: 1_560))
    let network = ScriptedNetwork { _ in
      Fixtures.answer(200, Fixtures.meter(), [HTTPHeader("Date", "Fri, 20 Nov 2026 03:24:59 GMT")])
    }
    let item = Fixtures.item()
    guard case .ready(let blocked) = Fixtures.provider(network, clock: clock).prepare(for: [item]) else {
      Issue.record("the meter is usable")
      return
    }
    #expect(blocked[item.id]?.contains("ahead of Stripe's clock") == true)
  }
}
