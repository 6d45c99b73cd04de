import Billing
import HTTPTransport
import StripeProvider
import Testing

@Suite("Usage stays with the account and mode it was sealed for")
struct AccountAndModeTests {
  private static func network(isLive: Bool = false) -> ScriptedNetwork {
    ScriptedNetwork { _ in
      Fixtures.answer(
        200,
        isLive ? Fixtures.meter(changing: "\"livemode\":false", to: "\"livemode\":true") : Fixtures.meter())
    }
  }

  private func blocked(
    series: String, account: String?, isLive: Bool, _ network: ScriptedNetwork
  ) throws -> String? {
    let provider = Fixtures.provider(
      network, key: isLive ? "sk_live_canary4242" : "sk_test_canary4242", isLive: isLive, account: account)
    let item = Fixtures.item(1, series: series)
    guard case .ready(let blocked) = provider.prepare(for: [item]) else { return "closed" }
    return blocked[item.id]
  }

  @Test(
    "items of the configured account and mode are sent",
    arguments: [
      ("stripe|-|test|cus_1|e", nil, false), ("stripe|-|live|cus_1|e", nil, true),
      ("stripe|acct_1|test|cus_1|e", "acct_1", false), ("stripe|acct_1|live|cus_1|e", "acct_1", true),
    ] as [(String, String?, Bool)])
  func same(series: String, account: String?, isLive: Bool) throws {
    #expect(
      try blocked(series: series, account: account, isLive: isLive, Self.network(isLive: isLive)) == nil)
  }

  @Test(
    "items of another account or mode are blocked with both named, and no meter is asked for",
    arguments: [
      (
        "stripe|acct_1|test|cus_1|e", nil, false, "the account acct_1 in test",
        "the key's own account in test"
      ),
      (
        "stripe|-|test|cus_1|e", "acct_1", false, "the key's own account in test",
        "the account acct_1 in test"
      ),
      (
        "stripe|acct_1|test|cus_1|e", "acct_2", false, "the account acct_1 in test",
        "the account acct_2 in test"
      ),
      ("stripe|-|test|cus_1|e", nil, true, "the key's own account in test", "the key's own account in live"),
      ("stripe|-|live|cus_1|e", nil, false, "the key's own account in live", "the key's own account in test"),
    ] as [(String, String?, Bool, String, String)])
  func other(series: String, account: String?, isLive: Bool, sealed: String, configured: String) throws {
    let network = Self.network(isLive: isLive)
    let reason = try blocked(series: series, account: account, isLive: isLive, network)
    #expect(
      reason == "sealed for \(sealed) mode, but providers.stripe is set to \(configured) mode; "
        + "set account and livemode back to send it")
    #expect(network.requests.isEmpty)
  }

  @Test(
    "a series that names no account and mode is blocked",
    arguments: [
      "", "a", "aws|-|test|cus_1|e", "stripe|-|sandbox|cus_1|e", "stripe||test|cus_1|e",
      "stripe|-|test|cus_1",
      "stripe|-|test|cus_1|e|x",
    ])
  func unreadable(series: String) throws {
    let network = Self.network()
    let reason = try #require(try blocked(series: series, account: nil, isLive: false, network))
    #expect(reason.contains("names no Stripe account and mode"))
    #expect(network.requests.isEmpty)
  }

  @Test("the other items of the same run are sent")
  func onlyThese() {
    let items = [Fixtures.item(1), Fixtures.item(2, series: "stripe|acct_1|test|cus_2|e")]
    guard case .ready(let blocked) = Fixtures.provider(Self.network()).prepare(for: items) else {
      Issue.record("the meter is usable")
      return
    }
    #expect(Set(blocked.keys) == [items[1].id])
  }
}
