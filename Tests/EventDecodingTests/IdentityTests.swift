import Billing
import EventDecoding
import Testing

@Suite("Identity and content of an event")
struct IdentityTests {
  @Test("the canonical identity is twelve parts behind their lengths")
  func canonicalBytes() throws {
    let currency = try #require(Currency(code: "USD"))
    var amounts = UsageEvent.Amounts()
    amounts.tokensProcessed = 7
    let identity = DerivedUsageID.Identity(
      projectID: "p", modelName: "é", timestamp: Instant(microseconds: -1), hardwareTier: "",
      claimSignature: "s",
      amounts: amounts, currency: currency)
    var expected: [UInt8] = []
    for part in ["agnitra-billing usage-id 1", "p", "é", "-1", "", "s", "7", "0", "0", "0", "0", "USD"] {
      expected += [0, 0, 0, UInt8(part.utf8.count)] + Array(part.utf8)
    }
    #expect(DerivedUsageID.canonicalBytes(of: identity) == expected)
    #expect(DerivedUsageID.id(of: identity) == "use_d1_mo5m6i3p3dkyigska2lj5pisuyltg3cn")
  }

  @Test("another order of keys, other white space and other ways to write a value are the same event")
  func sameContent() throws {
    let first = try decode(.flat)
    let metadata =
      #"{ "hardware_tier":"h100","fingerprint_signature":"cb41\u0037d002c936552" ,"project_id":"proj-001"}"#
    let others = [
      SampleRow.flat.reversed,
      SampleRow.flat.setting("cost_before", "2734234687.009054e-9"),
      SampleRow.flat.setting("metadata", metadata),
      SampleRow.flat.setting("timestamp", #""2026-10-31T22:39:01.095074+02:00""#),
      SampleRow.flat.setting("dispatch_results", #"[{"provider": "stripe", "status": "success"}]"#),
      SampleRow.flat.setting("a_new_member", "1"),
    ]
    for other in others {
      let row = try decode(other)
      #expect(row.event == first.event && row.key == first.key && row.contentDigest == first.contentDigest)
    }
  }

  @Test(
    "any changed value is another content",
    arguments: [
      ("project_id", #""proj-002""#), ("model_name", #""Llama-3-9B""#), ("tokens_processed", "4097"),
      ("baseline_latency_ms", "156.013048518"), ("optimized_latency_ms", "149.6"),
      ("baseline_tokens_per_sec", "7701.3"), ("optimized_tokens_per_sec", "8035.3"), ("gpu_util_before", "0"),
      ("gpu_util_after", "null"), ("gpu_hours_before", "1.0936938748"), ("gpu_hours_after", "1.05"),
      ("gpu_hours_saved", "0.046"), ("performance_uplift_pct", "-4.3377867220952435"),
      ("cost_before", "2.734"),
      ("cost_after", "2.62"), ("cost_savings", "0.113"), ("usage_charge", "2.62"), ("success_fee", "0.0227"),
      ("total_billable", "2.6433"), ("currency", #""EUR""#),
      ("timestamp", #""2026-10-31T20:39:01.095075+00:00""#),
      ("region", #""us-east-2""#), ("providers", #"["stripe"]"#), ("metadata", "{}"), ("metadata", "null"),
      (
        "metadata",
        #"{"project_id": "proj-001", "fingerprint_signature": "cb417d002c936552", "hardware_tier": "h10"}"#
      ),
    ])
  func otherContent(key: String, value: String) throws {
    let first = try decode(.wrapped)
    let changed = try decode(SampleRow.wrapped.setting(key, value))
    #expect(changed.contentDigest != first.contentDigest)
    #expect(changed.key == first.key, "the id was given, so this is a conflict")
  }

  @Test("the derived id follows the identity fields and nothing else")
  func derivedIdentity() throws {
    let first = try decode(.flat).event.usageID
    for (key, value) in [
      ("success_fee", "9"), ("gpu_util_after", "1"), ("baseline_latency_ms", "1"), ("region", "\"x\""),
    ] {
      #expect(try decode(SampleRow.flat.setting(key, value)).event.usageID == first)
    }
    for (key, value) in [
      ("project_id", #""p""#), ("model_name", #""m""#), ("tokens_processed", "1"), ("gpu_hours_before", "1"),
      ("gpu_hours_after", "1"), ("gpu_hours_saved", "1"), ("cost_savings", "1"), ("currency", #""EUR""#),
      ("timestamp", #""2026-10-31T20:39:01Z""#), ("metadata", "null"),
    ] {
      #expect(try decode(SampleRow.flat.setting(key, value)).event.usageID != first, "\(key)")
    }
  }

  @Test(
    "metadata read in place and by way of a tree has one canonical form",
    arguments: [
      (#"{"b": "2", "a": "1"}"#, #"{"a": "1", "b": "\u0032"}"#, true),
      (#"{"n": 1.50e2}"#, #"{"n": 150}"#, true), (#"{"n": 150.0}"#, #"{"n": 15e+1}"#, true),
      (#"{"n": -0.0}"#, #"{"n": 0}"#, true), (#"{"n": 1}"#, #"{"n": "1"}"#, false),
      (#"{"n": 1}"#, #"{"n": true}"#, false), (#"{"n": null}"#, #"{}"#, false),
      (#"{"a": ["x", "y"]}"#, #"{"a": ["y", "x"]}"#, false),
      (#"{"a": {"x": 1, "y": 2}}"#, #"{"a": {"y": 2, "x": 1}}"#, true),
      (#"{"a": "bc"}"#, #"{"ab": "c"}"#, false), (#"{"e": "é"}"#, #"{"e": "\u00e9"}"#, true),
      (#"{"e": "é"}"#, #"{"e": "e\u0301"}"#, false),
    ])
  func metadata(left: String, right: String, isSame: Bool) throws {
    let first = try decode(SampleRow.wrapped.setting("metadata", left)).contentDigest
    let second = try decode(SampleRow.wrapped.setting("metadata", right)).contentDigest
    #expect((first == second) == isSame)
  }
}
