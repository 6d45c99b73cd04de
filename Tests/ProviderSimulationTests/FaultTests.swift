@testable import ProviderSimulation
import StrictJSON
import Testing

@Suite("Faults")
struct FaultTests {
  /// Fault, what the first request sees, what is held after it, what a resend is answered.
  static let stripe: [(fault: String, outcome: String, held: String, resend: String)] = [
    (#""kind":"rate_limited","reason":"global-rate","retry_after_seconds":2"#, "429 rate_limit", "0", "200"),
    (#""kind":"lock_timeout""#, "429 lock_timeout", "0", "200"),
    (#""kind":"error_before_effect","status":503"#, "503", "0", "200"),
    (#""kind":"error_after_effect","status":502"#, "502", "1", "200 replayed"),
    (#""kind":"error_after_effect","status":500"#, "500 api_error", "1", "200 replayed"),
    (#""kind":"stored_error_before_effect""#, "500 api_error", "0", "500 replayed"),
    (#""kind":"stored_error_after_effect""#, "500 api_error", "1", "500 replayed"),
    (#""kind":"reset_before_effect""#, "reset", "0", "200"),
    (#""kind":"reset_after_effect""#, "reset", "1", "200 replayed"),
    (#""kind":"reset_mid_body""#, "reset_mid_body", "1", "200 replayed"),
    (#""kind":"garbage_body""#, "200", "1", "200 replayed"),
    (#""kind":"truncated_body""#, "200", "1", "200 replayed"),
    (#""kind":"wrong_content_type""#, "200", "1", "200 replayed"),
    (
      #""kind":"refused","status":401,"type":"invalid_request_error""#, "401 invalid_request_error", "0",
      "200"
    ),
    (#""kind":"refused","status":403,"type":"permission_denied""#, "403 permission_denied", "0", "200"),
    (#""kind":"lost_later""#, "200", "0", "200 replayed"),
    (#""kind":"rejected_later","code":"archived_meter""#, "200", "0", "200 replayed"),
  ]

  @Test(
    "Each Stripe fault strikes once, with the effect it says, and a resend under the same key is exact",
    arguments: stripe.indices)
  func stripeFaults(index: Int) throws {
    let (fault, outcome, held, resend) = Self.stripe[index]
    let bench = try Bench()
    try bench.faults(#"[{"api":"stripe","count":1,\#(fault)}]"#)
    let request = Bench.eventRequest("one", key: "k")
    let first = bench.simulator.reply(to: request, api: .stripe)
    #expect(RequestLog.outcome(first) == outcome)
    #expect(try bench.meterValue() == held)
    #expect(RequestLog.outcome(bench.simulator.reply(to: request, api: .stripe)) == resend)
  }

  @Test("After a stored 500 the same identifier under a new key says what really happened")
  func storedError() throws {
    for (kind, message, held) in [
      ("stored_error_after_effect", "An event already exists with identifier one.", "1"),
      ("stored_error_before_effect", nil, "1"),
    ] {
      let bench = try Bench()
      try bench.faults(#"[{"api":"stripe","count":1,"kind":"\#(kind)"}]"#)
      _ = bench.stripe(Bench.eventRequest("one", key: "k.0"))
      #expect(bench.stripe(Bench.eventRequest("one", key: "k.1")).errorMessage == message)
      #expect(try bench.meterValue() == held)
    }
  }

  @Test("Headers of a fault are there")
  func headers() throws {
    let bench = try Bench()
    try bench.faults(
      #"{"faults":[{"api":"stripe","kind":"rate_limited","reason":"global-rate","retry_after_seconds":2,"#
        + #""count":1},"#
        + #"{"api":"stripe","kind":"should_retry","value":true},"#
        + #"{"api":"stripe","kind":"date_absent","after":1,"count":1},"#
        + #"{"api":"stripe","kind":"date_shifted","seconds":60,"is_behind":true,"after":2}]}"#)
    let first = bench.stripe(Bench.eventRequest("a"))
    #expect(first.header("Retry-After") == "2")
    #expect(first.header("Stripe-Rate-Limited-Reason") == "global-rate")
    #expect(first.header("Stripe-Should-Retry") == "true")
    #expect(first.header("Date") != nil)
    #expect(bench.stripe(Bench.eventRequest("b")).header("Date") == nil)
    #expect(bench.stripe(Bench.eventRequest("c")).header("Date") == "Sat, 21 Nov 2026 19:29:00 GMT")
  }

  @Test("A rejection to come is in an error report with its code")
  func rejectedLater() throws {
    let bench = try Bench()
    try bench.faults(#"[{"api":"stripe","kind":"rejected_later","code":"archived_meter","count":1}]"#)
    _ = bench.stripe(Bench.eventRequest("one", key: "k"))
    bench.clock.set(seconds: Bench.startSeconds + 60)
    let report = try bench.get("/v2/core/events")["data"]?.array?.first
    let kind = report?["data"]?["reason"]?["error_types"]?.array?.first
    #expect(kind?["code"]?.string == "archived_meter")
    #expect(report?["related_object"]?["id"]?.string == "mtr_hours")
  }

  @Test("A delay holds the customer and meter until it is over")
  func delays() throws {
    let bench = try Bench()
    try bench.faults(
      #"[{"api":"stripe","kind":"delay_before_effect","milliseconds":40},"#
        + #"{"api":"stripe","kind":"delay_after_effect","milliseconds":2}]"#)
    var pauses: [Int] = []
    _ = bench.simulator.reply(to: Bench.eventRequest("one"), api: .stripe) { pauses.append($0) }
    #expect(pauses == [40, 2])
  }

  static let aws: [(fault: String, answer: String, held: String)] = [
    (#""kind":"throttled""#, "ThrottlingException", "0"),
    (#""kind":"rate_limited""#, "TooManyRequestsException", "0"),
    (#""kind":"refused","type":"InvalidTagException""#, "InvalidTagException", "0"),
    (#""kind":"refused","type":"ExpiredTokenException","status":403"#, "ExpiredTokenException", "0"),
    (#""kind":"error_before_effect","status":500"#, "InternalServiceErrorException", "0"),
    (#""kind":"error_after_effect","status":500"#, "InternalServiceErrorException", "3"),
    (#""kind":"unprocessed""#, "0 results, 3 unprocessed", "0"),
    (#""kind":"unprocessed","record_count":1"#, "2 results, 1 unprocessed", "2"),
    (#""kind":"unmentioned","record_count":2"#, "1 results, 0 unprocessed", "3"),
    (#""kind":"result_status","status_text":"CustomerNotSubscribed""#, "3 results, 0 unprocessed", "0"),
    (#""kind":"reset_after_effect""#, "3 results, 0 unprocessed", "3"),
    (#""kind":"reset_before_effect""#, "", "0"),
    (#""kind":"truncated_body""#, "", "3"),
    (#""kind":"garbage_body""#, "", "3"),
  ]

  @Test(
    "Each AWS fault has the effect it says, and a resend meters the rest exactly once", arguments: aws.indices
  )
  func awsFaults(index: Int) throws {
    let (fault, expected, held) = Self.aws[index]
    let bench = try Bench()
    try bench.faults(#"[{"api":"aws","count":1,\#(fault)}]"#)
    let body = Bench.batch(Bench.record("a"), Bench.record("b"), Bench.record("c"))
    let document = bench.aws(bench.signed(body)).json
    let counts = document?["Results"]?.array.map { results in
      "\(results.count) results, \(document?["UnprocessedRecords"]?.array?.count ?? -1) unprocessed"
    }
    #expect((document?["__type"]?.string ?? counts ?? "") == expected)
    #expect(try bench.totals("aws")["record_count"]?.number == held)
    #expect(try bench.meter(body) == ["Success", "Success", "Success"])
    #expect(try bench.totals("aws")["record_count"]?.number == "3")
  }

  @Test("Times can come back in scientific notation, results in any order")
  func shapes() throws {
    let bench = try Bench { $0.isShuffled = true }
    try bench.faults(#"[{"api":"aws","kind":"scientific_times"}]"#)
    let dimensions = (0..<20).map { "d\($0)" }
    let records = dimensions.map { Bench.record($0) }.joined(separator: ",")
    let results = bench.aws(bench.signed(Bench.batch(records))).json?["Results"]?.array ?? []
    #expect(results.first?["UsageRecord"]?["Timestamp"]?.number == "1.795284000E9")
    let order = results.compactMap { $0["UsageRecord"]?["Dimension"]?.string }
    #expect(Set(order) == Set(dimensions))
    #expect(order != dimensions)
  }

  @Test("A fault strikes only what matches, after and as often as it says")
  func matching() throws {
    let bench = try Bench()
    try bench.faults(
      #"[{"api":"stripe","kind":"error_before_effect","match":{"customer":"cus_2","path":"meter_events","#
        + #""dimension":"gpu_hours"},"after":1,"count":2}]"#)
    let statuses = (0..<5).map { bench.stripe(Bench.eventRequest("a\($0)", customer: "cus_2")).status }
    #expect(statuses == [200, 503, 503, 200, 200])
    #expect(bench.stripe(Bench.eventRequest("b")).status == 200)
    try bench.faults(
      #"[{"api":"aws","kind":"refused","type":"InvalidTagException","match":{"dimension":"bad"}}]"#)
    #expect(try bench.meter(Bench.batch(Bench.record("good"))) == ["Success"])
    #expect(
      try bench.meter(Bench.batch(Bench.record("good"), Bench.record("bad"))) == ["InvalidTagException"])
  }

  @Test("Chance follows the seed")
  func chance() throws {
    func statuses(seed: UInt64) throws -> [Int] {
      let bench = try Bench { $0.seed = seed }
      try bench.faults(#"[{"api":"stripe","kind":"error_before_effect","probability_percent":50}]"#)
      return (0..<40).map { bench.stripe(Bench.eventRequest("e\($0)")).status }
    }
    #expect(try statuses(seed: 3) == statuses(seed: 3))
    #expect(try statuses(seed: 3) != statuses(seed: 4))
    #expect(Set(try statuses(seed: 3)) == [200, 503])
  }

  @Test(
    "A script with a mistake is refused with the words to mend it",
    arguments: [
      (#"{}"#, "list"), (#"[{"kind":"throttled"}]"#, "api"),
      (#"[{"api":"aws","kind":"explode"}]"#, "accepted are"),
      (#"[{"api":"aws","kind":"throttled","times":2}]"#, "times"),
      (#"[{"api":"aws","kind":"refused"}]"#, "type"),
      (#"[{"api":"aws","kind":"throttled","match":{"dim":"x"}}]"#, "dim"),
      (#"[{"api":"aws","kind":"throttled","count":-1}]"#, "whole number"),
    ])
  func badScripts(text: String, words: String) throws {
    let bench = try Bench()
    let error = #expect(throws: SimulationInputError.self) { try bench.faults(text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }
}
