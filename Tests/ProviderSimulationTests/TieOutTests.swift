@testable import ProviderSimulation
import StrictJSON
import Testing

@Suite("Tie-out")
struct TieOutTests {
  private func event(
    _ identifier: String, _ value: String, state: String = "delivered", meter: String = "gpu_hours",
    revision: Int = 0, at seconds: Int64 = Bench.hour
  ) -> JSONValue {
    let request = Bench.eventRequest(identifier, value: value, at: seconds, meter: meter)
    return .members([
      "provider": .string("stripe"), "state": .string(state), "revision": .integer(revision),
      "payload": .string(String(decoding: request.body, as: UTF8.self)),
    ])
  }

  private func record(
    _ text: String, state: String = "delivered", region: String = "us-east-1"
  ) -> JSONValue {
    .members([
      "provider": .string("aws"), "state": .string(state), "payload": .string(text),
      "address": .members(["region": .string(region)]),
    ])
  }

  private func send(_ items: [JSONValue], to bench: Bench) throws {
    for item in items {
      let body = try #require(item["payload"]?.string)
      if item["provider"]?.string == "aws" {
        _ = try bench.meter(Bench.batch(body))
      } else {
        _ = bench.stripe(Bench.stripeRequest("POST", "/v1/billing/meter_events", body: body))
      }
    }
  }

  private func tieOut(_ items: [JSONValue], _ bench: Bench) throws -> TieOut {
    let answer = bench.simulator.reply(to: ReceivedRequest("GET", "/_simulator/totals"), api: .aws).answer
    return try TieOut(items: items, totals: try JSONReader.read(answer.body))
  }

  @Test("Items that were sent as they stand tie out to the last digit")
  func equal() throws {
    let bench = try Bench { settings in
      var hourly = StripeMeter(id: "mtr_hourly", eventName: "hourly")
      hourly.eventTimeWindow = .hour
      settings.stripeMeters.append(hourly)
    }
    let sent = [
      event("a", "0.1"), event("b", "0.2", revision: 1), event("c", "5", meter: "hourly"),
      event("d", "4", meter: "hourly", revision: 1), record(Bench.record()), record(Bench.record("tokens")),
    ]
    try send(sent, to: bench)
    let never = [event("e", "9", state: "rejected"), event("f", "9", state: "skipped")]
    let tieOut = try tieOut(sent + never, bench)
    #expect(tieOut.holds)
    #expect(
      tieOut.text
        == """
        aws gpu_hours: ledger 1.5, provider 1.5, 1 buckets
        aws tokens: ledger 1.5, provider 1.5, 1 buckets
        stripe gpu_hours: ledger 0.3, provider 0.3, 1 buckets
        stripe hourly: ledger 4, provider 4, 1 buckets
        4 buckets equal to the last digit, 0 within what is open, 0 different
        2 sealed items are not delivered

        """)
  }

  @Test(
    "A difference is explained by open items only",
    arguments: [
      ("unknown", "0.2", true), ("in_flight", "0.2", true), ("skipped", "0.2", false),
      ("unknown", "0.1", false),
    ])
  func open(state: String, value: String, holds: Bool) throws {
    let bench = try Bench()
    try send([event("a", "1"), event("b", "0.2")], to: bench)
    let tieOut = try tieOut([event("a", "1"), event("b", value, state: state)], bench)
    #expect(tieOut.holds == holds)
    #expect(tieOut.lines.first?.verdict == (holds ? .open : .differs))
  }

  @Test("What only one side has differs")
  func oneSided() throws {
    let bench = try Bench()
    try send([event("a", "1"), record(Bench.record())], to: bench)
    #expect(try !tieOut([], try Bench()).holds)
    let elsewhere = [event("a", "1"), record(Bench.record(), region: "eu-west-1")]
    #expect(try tieOut(elsewhere, bench).lines.map(\.verdict) == [.differs, .differs, .equal])
    #expect(try tieOut([], bench).lines.map(\.verdict) == [.differs, .differs])
    let missing = try tieOut(
      [event("a", "1"), record(Bench.record()), event("b", "1", at: Bench.hour + 3_600)], bench)
    #expect(
      missing.text.contains("differs: stripe cus_1 gpu_hours 2026-11-21T19:00:00Z: ledger 1, provider 0"))
  }

  @Test("Items that cannot be read are refused")
  func unreadable() throws {
    let bench = try Bench()
    #expect(throws: SimulationInputError.self) { try tieOut([.members([:])], bench) }
    #expect(throws: SimulationInputError.self) { try tieOut([record("{}")], bench) }
    #expect(throws: SimulationInputError.self) { try tieOut([event("a", "1", meter: "none")], bench) }
  }

  @Test("The control client sets the clock of a running simulator and hears its refusals")
  func controlClient() throws {
    let bench = try Bench()
    let server = try SimulatorServer(bench.simulator, api: .aws)
    server.start()
    defer { server.stop() }
    let client = try ControlClient(url: server.url)
    #expect(
      try client.call("POST", "clock", .members(["now": .string("2027-01-01T00:00:00Z")]))["now"] != nil)
    #expect(bench.clock.nowSeconds == UTC.seconds(rfc3339: "2027-01-01T00:00:00Z"))
    #expect(throws: SimulationInputError.self) {
      try client.call("POST", "clock", .members(["now": .string("x")]))
    }
    #expect(throws: SimulationInputError.self) { try ControlClient(url: "https://api.stripe.com") }
  }
}
