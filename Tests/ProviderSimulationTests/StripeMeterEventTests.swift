@testable import ProviderSimulation
import StrictJSON
import Testing

@Suite("Stripe meter events")
struct StripeMeterEventTests {
  @Test("An event is echoed with mode, identifier and time, and counted")
  func taken() throws {
    let bench = try Bench()
    let answer = bench.stripe(Bench.eventRequest("agn%3A1", value: "12.345678901234"))
    #expect(answer.status == 200)
    #expect(
      answer.text
        == #"{"object":"billing.meter_event","created":1795289400,"event_name":"gpu_hours","#
        + #""identifier":"agn:1","livemode":false,"payload":{"stripe_customer_id":"cus_1","#
        + #""value":"12.345678901234"},"#
        + #""timestamp":1795289400}"#)
    #expect(answer.header("Date") == "Sat, 21 Nov 2026 19:30:00 GMT")
    #expect(answer.header("Request-Id")?.hasPrefix("req_") == true)
    #expect(try bench.meterValue() == "12.345678901234")
  }

  static let prefix = "event_name=gpu_hours&payload[stripe_customer_id]=cus_1"
  static let refusals: [(body: String, code: String?, words: String)] = [
    ("\(prefix)&payload[value]=1&quantity=1", "parameter_unknown", "Received unknown parameter: quantity"),
    ("payload[stripe_customer_id]=cus_1&payload[value]=1", "parameter_missing", "event_name"),
    ("event_name=gpu_hours", "parameter_missing", "payload"),
    ("event_name=\(String(repeating: "e", count: 101))&payload[value]=1", nil, "at most 100 characters"),
    (
      "\(prefix)&payload[value]=1&identifier=\(String(repeating: "i", count: 101))", nil,
      "at most 100 characters"
    ),
    ("\(prefix)&payload[value]=\(String(repeating: "1", count: 101))", nil, "at most 100 characters"),
    ("\(prefix)&payload[value]=1&payload[meta][a]=b", nil, "nested"),
    ("\(prefix)&payload[value]=1&timestamp=1795289400.5", "parameter_invalid_integer", "Invalid integer"),
    (
      "\(prefix)&payload[value]=1&timestamp=2026-11-21T19:30:00Z", "parameter_invalid_integer",
      "Invalid integer"
    ),
    ("\(prefix)", nil, "Value key value not found"),
    (
      "event_name=gpu_hours&payload[value]=1", nil,
      "Customer mapping key stripe_customer_id not found in payload."
    ),
    ("\(prefix)&payload[value]=1e5", nil, "Received `1e5`"),
    ("\(prefix)&payload[value]=1%2C000", nil, "Received `1,000`"),
    (
      "\(prefix)&payload[value]=1234567890.123456", nil,
      "The value in the event payload can have at most 15 digits. Received `1234567890.123456`."
    ),
    ("event_name=other&payload[value]=1", nil, "No active meter found"),
    (
      "\(prefix)&payload[value]=1&timestamp=1792265399", nil,
      "The event timestamp cannot be more than 35 days in past. "
        + "Expected a timestamp greater than or equal to "
        + "1792265400."
    ),
    ("\(prefix)&payload[value]=1&timestamp=1795289701", nil, "5 minutes in the future"),
    ("event_name=%zz", nil, "not valid"),
  ]

  @Test("What breaks a rule is refused in Stripe's words and counts nothing", arguments: refusals.indices)
  func refused(index: Int) throws {
    let bench = try Bench()
    let refusal = Self.refusals[index]
    let answer = bench.stripe(
      Bench.stripeRequest("POST", "/v1/billing/meter_events", body: refusal.body, key: "refused"))
    #expect(answer.status == 400)
    #expect(answer.errorType == "invalid_request_error")
    #expect(answer.errorCode == refusal.code)
    #expect(answer.errorMessage?.contains(refusal.words) == true, "\(answer.text)")
    #expect(try bench.totals("stripe")["accepted_event_count"]?.number == "0")
    // A validation failure is not kept under the key, so the corrected request may use it.
    #expect(bench.stripe(Bench.eventRequest("ok", key: "refused")).status == 200)
  }

  @Test(
    "The edges are inside",
    arguments: [
      "\(prefix)&payload[value]=123456789012345&timestamp=1792265400",
      "\(prefix)&payload[value]=-0.00000000001&timestamp=1795289700",
      "\(prefix)&payload[value]=0&identifier=\(String(repeating: "i", count: 100))&expand[]=x",
      "event_name=gpu_hours&payload%5Bstripe_customer_id%5D=cus_1&payload%5Bvalue%5D=1",
    ])
  func edges(body: String) throws {
    let bench = try Bench()
    let answer = bench.stripe(Bench.stripeRequest("POST", "/v1/billing/meter_events", body: body))
    #expect(answer.status == 200, "\(answer.text)")
  }

  @Test("A duplicate identifier is an error without a code for 24 hours, then free")
  func duplicate() throws {
    let bench = try Bench()
    _ = bench.stripe(Bench.eventRequest("one"))
    bench.clock.set(seconds: Bench.startSeconds + 86_399)
    let answer = bench.stripe(Bench.eventRequest("one", value: "2"))
    #expect(answer.status == 400)
    #expect(answer.errorMessage == "An event already exists with identifier one.")
    #expect(answer.errorCode == nil)
    #expect(answer.errorType == "invalid_request_error")
    #expect(answer.header("Stripe-Should-Retry") == "false")
    bench.clock.set(seconds: Bench.startSeconds + 86_400)
    #expect(bench.stripe(Bench.eventRequest("one", value: "2")).status == 200)
    #expect(try bench.meterValue() == "3")
  }

  @Test("Identifiers are free between accounts, and a missing one is made up")
  func accounts() throws {
    let bench = try Bench()
    var request = Bench.eventRequest("one")
    #expect(bench.stripe(request).status == 200)
    request.headers.append(HeaderField("Stripe-Account", "acct_2"))
    #expect(bench.stripe(request).status == 200)
    let bare = Bench.stripeRequest(
      "POST", "/v1/billing/meter_events", body: "\(Self.prefix)&payload[value]=1")
    let (first, second) = (bench.stripe(bare), bench.stripe(bare))
    #expect(first.json?["identifier"]?.string != second.json?["identifier"]?.string)
    #expect(first.json?["timestamp"]?.number == "1795289400")
  }

  @Test("An inactive meter takes nothing; custom keys and counting meters work")
  func meters() throws {
    let bench = try Bench { settings in
      var inactive = StripeMeter(id: "mtr_old", eventName: "old")
      inactive.status = .inactive
      var counting = StripeMeter(id: "mtr_count", eventName: "calls")
      counting.formula = .count
      counting.customerKey = "who"
      settings.stripeMeters = [inactive, counting]
    }
    #expect(
      bench.stripe(Bench.eventRequest("a", meter: "old")).errorMessage?.contains("No active meter") == true)
    for identifier in ["a", "b"] {
      let body = "event_name=calls&payload[who]=cus_1&identifier=\(identifier)"
      #expect(bench.stripe(Bench.stripeRequest("POST", "/v1/billing/meter_events", body: body)).status == 200)
    }
    #expect(try bench.meterValue("calls") == "2")
  }

  @Test("On a pre-aggregated meter the last event received in an hour stands, whatever its time")
  func preAggregated() throws {
    let bench = try Bench { settings in
      settings.stripeMeters[0].eventTimeWindow = .hour
    }
    let hour = Bench.hour
    for (identifier, value, at) in [
      ("a", "5", hour + 3_000), ("b", "7", hour + 60), ("c", "1", hour + 3_600),
    ] {
      #expect(bench.stripe(Bench.eventRequest(identifier, value: value, at: at)).status == 200)
    }
    #expect(try bench.meterValue() == "8")
  }

  @Test("Cancelling takes an event back for 24 hours")
  func adjustments() throws {
    let bench = try Bench()
    func cancel(_ body: String) -> SimulatedAnswer {
      bench.stripe(Bench.stripeRequest("POST", "/v1/billing/meter_event_adjustments", body: body))
    }
    _ = bench.stripe(Bench.eventRequest("one"))
    _ = bench.stripe(Bench.eventRequest("two", value: "2"))
    #expect(cancel("event_name=gpu_hours&cancel[identifier]=one").errorCode == "parameter_missing")
    #expect(cancel("event_name=gpu_hours&type=cancel&identifier=one").errorCode == "parameter_unknown")
    #expect(cancel("event_name=gpu_hours&type=cancel&cancel[identifier]=three").status == 400)
    let answer = cancel("event_name=gpu_hours&type=cancel&cancel[identifier]=one")
    #expect(answer.json?["status"]?.string == "pending")
    #expect(try bench.meterValue() == "2")
    bench.clock.set(seconds: Bench.startSeconds + 86_400)
    #expect(cancel("event_name=gpu_hours&type=cancel&cancel[identifier]=two").status == 400)
    #expect(try bench.meterValue() == "2")
  }

  @Test(
    "The second API version takes JSON and gives codes",
    arguments: [
      (
        #"{"event_name":"gpu_hours","payload":{"stripe_customer_id":"cus_1","value":"2"},"identifier":"x"}"#,
        nil
      ),
      (#"{"event_name":"gpu_hours","payload":{"stripe_customer_id":"cus_1","value":2}}"#, "invalid_fields"),
      (#"{"event_name":"none","payload":{"stripe_customer_id":"cus_1","value":"2"}}"#, "no_meter"),
      (#"{"event_name":"gpu_hours","payload":{"value":"2"}}"#, "payload_no_customer_defined"),
      (#"{"event_name":"gpu_hours","payload":{"stripe_customer_id":"cus_1"}}"#, "payload_no_value_defined"),
      (
        #"{"event_name":"gpu_hours","payload":{"stripe_customer_id":"c","value":"1e2"}}"#,
        "payload_invalid_value"
      ),
      ("{", "invalid_json"),
    ] as [(String, String?)])
  func secondVersion(body: String, code: String?) throws {
    let bench = try Bench()
    let version = [HeaderField("Stripe-Version", "2026-09-30.endive")]
    let request = Bench.stripeRequest("POST", "/v2/billing/meter_events", body: body, headers: version)
    let answer = bench.stripe(request)
    #expect(answer.errorCode == code)
    #expect(answer.status == (code == nil ? 200 : 400))
    if code == nil {
      #expect(bench.stripe(request).errorCode == "duplicate_meter_event")
      #expect(try bench.meterValue() == "2")
    }
  }
}
