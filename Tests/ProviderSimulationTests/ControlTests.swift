@testable import ProviderSimulation
import StrictJSON
import Testing

@Suite("Control interface")
struct ControlTests {
  private func call(_ bench: Bench, _ method: String, _ target: String, _ body: String = "")
    -> SimulatedAnswer
  {
    bench.simulator.reply(
      to: ReceivedRequest(method, "/_simulator/\(target)", body: Array(body.utf8)), api: .aws
    ).answer
  }

  @Test("Totals tell each customer, meter and hour exactly, and count requests by path and outcome")
  func totals() throws {
    let bench = try Bench()
    for (identifier, customer, value, at) in [
      ("a", "cus_1", "0.1", Bench.hour), ("b", "cus_1", "0.2", Bench.hour + 60),
      ("c", "cus_2", "5", Bench.hour),
      ("d", "cus_1", "1", Bench.hour + 3_600), ("d", "cus_1", "1", Bench.hour + 3_600),
    ] {
      _ = bench.stripe(Bench.eventRequest(identifier, value: value, customer: customer, at: at))
    }
    let stripe = try bench.totals("stripe")
    let rows = (stripe["buckets"]?.array ?? []).map { bucket in
      ["customer", "hour", "value"].compactMap { bucket[$0]?.string } + [bucket["event_count"]?.number ?? ""]
    }
    #expect(
      rows == [
        ["cus_1", "2026-11-21T18:00:00Z", "0.3", "2"], ["cus_1", "2026-11-21T19:00:00Z", "1", "1"],
        ["cus_2", "2026-11-21T18:00:00Z", "5", "1"],
      ])
    #expect(try bench.meterValue() == "6.3")
    let requests = try bench.totals("requests")
    #expect(requests["count"]?.number == "5")
    #expect(requests["by_path"]?["stripe POST /v1/billing/meter_events"]?.number == "5")
    #expect(requests["by_outcome"]?["stripe 200"]?.number == "4")
    #expect(requests["by_outcome"]?["stripe 400 duplicate"]?.number == "1")
  }

  @Test("Recent requests are listed without secrets")
  func requests() throws {
    let bench = try Bench()
    _ = bench.stripe(Bench.eventRequest("a", key: "shown"))
    _ = bench.aws(bench.signed(Bench.batch(Bench.record())))
    let text = call(bench, "GET", "requests?limit=2").text
    #expect(text.contains("Idempotency-Key: shown"))
    #expect(!text.contains("sk_test_1"))
    #expect(!text.contains("Signature="))
    #expect(call(bench, "GET", "requests?limit=1").json?["requests"]?.array?.count == 1)
  }

  @Test("The clock is set, advanced and told in the Date field")
  func clock() throws {
    let bench = try Bench()
    #expect(call(bench, "POST", "clock", #"{"now":"2027-01-01T00:00:00Z"}"#).status == 200)
    let answer = call(bench, "POST", "clock", #"{"advance_seconds":60}"#)
    #expect(answer.json?["now"]?.string == "2027-01-01T00:01:00Z")
    #expect(answer.header("Date") == "Fri, 01 Jan 2027 00:01:00 GMT")
    #expect(call(bench, "POST", "clock", #"{"now":"tomorrow"}"#).status == 400)
    #expect(call(bench, "POST", "clock", "now").status == 400)
    #expect(call(bench, "GET", "nothing").status == 404)
  }

  @Test("Meters can be defined and everything reset")
  func metersAndReset() throws {
    let bench = try Bench()
    let body = #"[{"id":"mtr_new","event_name":"tokens","event_time_window":"hour"}]"#
    #expect(call(bench, "POST", "stripe/meters", body).status == 200)
    #expect(call(bench, "POST", "stripe/meters", #"{"event_name":"x","formula":"average"}"#).status == 400)
    #expect(bench.stripe(Bench.eventRequest("a", meter: "tokens")).status == 200)
    #expect(try bench.meterValue("tokens") == "1")
    #expect(call(bench, "POST", "faults", #"[{"api":"stripe","kind":"garbage_body"}]"#).status == 200)
    #expect(call(bench, "GET", "faults").json?["faults"]?.array?.count == 1)
    #expect(call(bench, "POST", "reset").status == 200)
    #expect(try bench.meterValue("tokens") == nil)
    #expect(try bench.totals("requests")["count"]?.number == "0")
    #expect(bench.stripe(Bench.eventRequest("a")).status == 200)
  }
}
