@testable import ProviderSimulation
import StrictJSON
import Testing

@Suite("Stripe keys, locks and reads")
struct StripeExchangeTests {
  @Test(
    "Only the right key of the right mode is let in",
    arguments: [
      (nil, false, "Bearer sk_test_1", 200), (nil, false, "Bearer rk_test_1", 200),
      (nil, false, "Basic c2tfdGVzdF8xOg==", 200), (nil, false, "Bearer sk_live_1", 401),
      (nil, true, "Bearer sk_live_1", 200), (nil, true, "Bearer sk_test_1", 401),
      ("sk_test_mine", false, "Bearer sk_test_mine", 200),
      ("sk_test_mine", false, "Bearer sk_test_other", 401),
      (nil, false, "", 401), (nil, false, "Bearer sk_test_", 401), (nil, false, "Digest x", 401),
    ] as [(String?, Bool, String, Int)])
  func authentication(key: String?, livemode: Bool, field: String, status: Int) throws {
    let bench = try Bench { settings in
      settings.stripeKey = key
      settings.isLivemode = livemode
    }
    let answer = bench.stripe(
      Bench.stripeRequest("GET", "/v1/account", headers: [HeaderField("Authorization", field)]))
    #expect(answer.status == status)
    #expect(!answer.text.contains("sk_test_other"))
  }

  @Test("The same key and parameters replay the first answer, other parameters are refused")
  func idempotency() throws {
    let bench = try Bench()
    let first = bench.stripe(Bench.eventRequest("one", key: "k"))
    let again = bench.stripe(Bench.eventRequest("one", key: "k"))
    #expect(again.body == first.body)
    #expect(again.header("Idempotent-Replayed") == "true")
    #expect(first.header("Idempotent-Replayed") == nil)
    let other = bench.stripe(Bench.eventRequest("two", key: "k"))
    #expect(other.status == 400)
    #expect(other.errorType == "idempotency_error")
    bench.clock.set(seconds: Bench.startSeconds + 86_400)
    #expect(bench.stripe(Bench.eventRequest("two", key: "k")).status == 200)
    #expect(try bench.meterValue() == "2")
    let long = bench.stripe(Bench.eventRequest("three", key: String(repeating: "k", count: 256)))
    #expect(long.status == 400)
  }

  @Test("A duplicate's answer is kept under its key too")
  func storedDuplicate() throws {
    let bench = try Bench()
    _ = bench.stripe(Bench.eventRequest("one", key: "a"))
    _ = bench.stripe(Bench.eventRequest("one", key: "b"))
    bench.clock.set(seconds: Bench.startSeconds + 86_399)
    let replayed = bench.stripe(Bench.eventRequest("one", key: "b"))
    #expect(replayed.errorMessage == "An event already exists with identifier one.")
    #expect(replayed.header("Idempotent-Replayed") == "true")
  }

  @Test("One call at a time for each customer and meter, and for each key")
  func locks() throws {
    let bench = try Bench()
    let running = bench.simulator.admit(Bench.eventRequest("one", key: "k"), api: .stripe)
    let locked = bench.stripe(Bench.eventRequest("two"))
    #expect(locked.status == 429)
    #expect(locked.errorCode == "lock_timeout")
    #expect(locked.header("Stripe-Rate-Limited-Reason") == nil)
    let inUse = bench.stripe(Bench.eventRequest("one", key: "k"))
    #expect(inUse.status == 409)
    #expect(bench.stripe(Bench.eventRequest("three", customer: "cus_2")).status == 200)
    let reply = bench.simulator.settle(running)
    bench.simulator.release(running, reply)
    #expect(reply.answer.status == 200)
    #expect(bench.stripe(Bench.eventRequest("two")).status == 200)
    #expect(try bench.meterValue() == "3")
  }

  @Test("Meters and the account can be read; what is not there is 404")
  func reads() throws {
    let bench = try Bench()
    let meter = try bench.get("/v1/billing/meters/mtr_hours")
    #expect(meter["event_name"]?.string == "gpu_hours")
    #expect(meter["customer_mapping"]?["event_payload_key"]?.string == "stripe_customer_id")
    #expect(meter["value_settings"]?["event_payload_key"]?.string == "value")
    #expect(meter["default_aggregation"]?["formula"]?.string == "sum")
    #expect(meter["event_time_window"] == .null)
    #expect(try bench.get("/v1/billing/meters?status=inactive")["data"]?.array?.isEmpty == true)
    #expect(try bench.get("/v1/billing/meters?limit=1")["data"]?.array?.count == 1)
    #expect(bench.stripe(Bench.stripeRequest("GET", "/v1/billing/meters/mtr_none")).status == 404)
    #expect(bench.stripe(Bench.stripeRequest("GET", "/v1/nothing")).status == 404)
    #expect(bench.stripe(Bench.stripeRequest("DELETE", "/v1/account")).status == 404)
    #expect(try bench.get("/v1/account")["object"]?.string == "account")
  }

  @Test("Summaries are exact, paged by ten, absent where nothing was used")
  func summaries() throws {
    let bench = try Bench()
    let day: Int64 = 1_795_132_800
    for index in Int64(0)..<12 {
      _ = bench.stripe(Bench.eventRequest("e\(index)", value: "0.1", at: day + index * 3_600 + 1_800))
    }
    let base =
      "/v1/billing/meters/mtr_hours/event_summaries?customer=cus_1&start_time=\(day)&end_time=\(day + 86_400)"
    let whole = try #require(try bench.get(base)["data"]?.array)
    #expect(whole.map { $0["aggregated_value"]?.number } == ["1.2"])
    let page = try bench.get(base + "&value_grouping_window=hour")
    let data = try #require(page["data"]?.array)
    #expect(data.count == 10)
    #expect(page["has_more"]?.bool == true)
    #expect(data[0]["start_time"]?.number == "\(day + 11 * 3_600)")
    #expect(data[0]["end_time"]?.number == "\(day + 12 * 3_600)")
    let cursor = try #require(data[9]["id"]?.string)
    let next = try bench.get(base + "&value_grouping_window=hour&starting_after=\(cursor)")
    #expect(next["data"]?.array?.count == 2)
    #expect(next["has_more"]?.bool == false)
    let other = base.replacing("cus_1", with: "cus_2")
    #expect(try bench.get(other)["data"]?.array?.isEmpty == true)
  }

  @Test(
    "Summaries refuse what Stripe refuses",
    arguments: [
      "start_time=1795132800&end_time=1795219200", "customer=cus_1&start_time=1795132801&end_time=1795219200",
      "customer=cus_1&start_time=1795132860&end_time=1795219200&value_grouping_window=hour",
      "customer=cus_1&start_time=1795136400&end_time=1795219200&value_grouping_window=day",
      "customer=cus_1&start_time=1795132800&end_time=1795219200&limit=101",
      "customer=cus_1&start_time=1795219200&end_time=1795132800",
      "customer=cus_1&start_time=1795132800&end_time=1795219200&group_by=x",
    ])
  func misalignedSummaries(query: String) throws {
    let bench = try Bench()
    let target = "/v1/billing/meters/mtr_hours/event_summaries?\(query)"
    #expect(bench.stripe(Bench.stripeRequest("GET", target)).status == 400)
  }

  @Test("Events show in summaries only after the lag")
  func summaryLag() throws {
    let bench = try Bench { $0.stripeSummaryLagSeconds = 60 }
    _ = bench.stripe(Bench.eventRequest("one"))
    let target =
      "/v1/billing/meters/mtr_hours/event_summaries?customer=cus_1&start_time=1795287600&end_time=1795291200"
    bench.clock.set(seconds: Bench.startSeconds + 59)
    #expect(try bench.get(target)["data"]?.array?.isEmpty == true)
    bench.clock.set(seconds: Bench.startSeconds + 60)
    #expect(try bench.get(target)["data"]?.array?.count == 1)
  }

  @Test("An unknown customer is accepted, never counted, and told of later by its Idempotency-Key")
  func errorReports() throws {
    let bench = try Bench { $0.stripeCustomers = ["cus_1"] }
    #expect(bench.stripe(Bench.eventRequest("one", customer: "cus_gone", key: "first")).status == 200)
    #expect(bench.stripe(Bench.eventRequest("two", customer: "cus_gone", key: "second")).status == 200)
    #expect(try bench.meterValue() == "0")
    let target =
      "/v2/core/events?types[0]=v1.billing.meter.error_report_triggered&created[gte]=2026-11-21T19:30:00Z"
    #expect(try bench.get(target)["data"]?.array?.isEmpty == true)
    bench.clock.set(seconds: Bench.startSeconds + 10)
    let report = try #require(try bench.get(target)["data"]?.array?.first)
    let reason = report["data"]?["reason"]
    #expect(reason?["error_count"]?.number == "2")
    let kind = reason?["error_types"]?.array?.first
    #expect(kind?["code"]?.string == "meter_event_customer_not_found")
    #expect(
      kind?["sample_errors"]?.array?.compactMap { $0["request"]?["identifier"]?.string } == [
        "first", "second",
      ])
    #expect(report["related_object"]?["id"]?.string == "mtr_hours")
    let id = try #require(report["id"]?.string)
    #expect(try bench.get("/v2/core/events/\(id)") == report)
    #expect(
      try bench.get(target.replacing("gte", with: "gt").replacing("19:30:00", with: "19:31:00"))["data"]?
        .array?.isEmpty == true)
  }
}
