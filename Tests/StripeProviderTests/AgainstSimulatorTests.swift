import Billing
import HTTPTransport
import ProviderSimulation
import StrictJSON
import StripeProvider
import Testing

/// The adapter, libcurl and real sockets against the simulator in the box, which checks every request strictly.
@Suite("Against the simulator")
struct AgainstSimulatorTests {
  private static let itemCount = 40

  /// Faults in the order they strike; each strikes three times.
  private static let faults = [
    "rate_limited", "lock_timeout", "error_before_effect", "error_after_effect", "stored_error_before_effect",
    "stored_error_after_effect", "reset_before_effect", "reset_after_effect", "reset_mid_body",
    "garbage_body",
    "truncated_body", "wrong_content_type", "date_absent",
  ]

  private static func simulator() throws -> Simulator {
    var settings = SimulatorSettings()
    settings.stripeKey = "sk_test_canary4242"
    let text = "[{\"id\":\"mtr_1\",\"event_name\":\"gpu_hours_saved\"}]"
    settings.stripeMeters = try StripeMeter.list(try JSONReader.read(text: text))
    return try Simulator(
      settings,
      clock: SimulatedClock(startingAtSeconds: Fixtures.hour.start.epochSeconds + 7_200, isRunning: false))
  }

  private static func provider(_ server: SimulatorServer, clock: ManualClock, key: String) -> StripeProvider {
    StripeProvider(
      configuration: StripeConfiguration(
        key: StripeKey(key), isLive: false, apiBase: server.url, requestsPerSecond: 1_000),
      http: CurlTransport(CurlConfiguration(policy: .httpsAndLoopbackHTTP)), clock: clock)
  }

  private static func totals(_ server: SimulatorServer) throws -> JSONValue {
    let transport = CurlTransport(CurlConfiguration(policy: .httpsAndLoopbackHTTP))
    let request = HTTPRequest(.get, server.url + "/_simulator/totals")
    guard case .answered(let response) = transport.send([request], concurrencyMax: 1)[0] else { return .null }
    return try JSONReader.read(response.body)
  }

  @Test("whatever goes wrong on the way, each event counts exactly once in the end")
  func exactlyOnce() throws {
    let simulator = try Self.simulator()
    let server = try SimulatorServer(simulator, api: .stripe)
    server.start()
    defer { server.stop() }
    let provider = Self.provider(server, clock: ManualClock(), key: "sk_test_canary4242")
    var open = (1...Self.itemCount).map { Fixtures.item($0) }
    #expect(provider.prepare(for: open) == .ready(blocked: [:]))
    let rules = Self.faults.enumerated().map { index, kind -> JSONValue in
      .members([
        "api": .string("stripe"), "kind": .string(kind), "count": .integer(3), "after": .integer(3 * index),
        "match": .members(["path": .string("/v1/billing/meter_events")]),
      ])
    }
    try simulator.setFaults(.array(rules))
    var receipts: [Receipt] = []
    for _ in 0..<50 where !open.isEmpty {
      var next: [DispatchItem] = []
      for (item, answer) in zip(open, provider.submit(open, notAfterNanoseconds: .max)) {
        switch answer {
        case .delivered(let receipt): receipts.append(receipt)
        case .refusedForNow: next.append(item)
        case .ambiguous(_, let needsNewGeneration, _):
          var again = item
          again.progress.attemptCount += 1
          if needsNewGeneration { again.progress.generation += 1 }
          next.append(again)
        case .closed, .rejected, .conflicting, .countedOtherwise, .parked: Issue.record("\(answer)")
        }
      }
      open = next
    }
    #expect(receipts.count == Self.itemCount)
    // Fifteen strikes come after the effect; one item may take several of them.
    #expect(receipts.count { $0.kind == .duplicate } >= 3)
    let meter = try #require(try Self.totals(server)["stripe"]?["meters"]?.array?.first)
    #expect(meter["event_count"]?.number == "\(Self.itemCount)")
    #expect(meter["value"]?.string == "\(Self.itemCount * 25)")
  }

  @Test("a key Stripe refuses closes Stripe, and nothing is counted")
  func refusedKey() throws {
    let server = try SimulatorServer(try Self.simulator(), api: .stripe)
    server.start()
    defer { server.stop() }
    let provider = Self.provider(server, clock: ManualClock(), key: "sk_test_another")
    #expect(provider.prepare(for: [Fixtures.item()]).kind == "credentials_refused deferred")
    #expect(
      provider.submit([Fixtures.item()], notAfterNanoseconds: .max).map(\.kind) == [
        "closed credentials_refused"
      ])
    #expect(try Self.totals(server)["stripe"]?["accepted_event_count"]?.number == "0")
  }
}
