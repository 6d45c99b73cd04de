import Billing
import EventDecoding
import Testing

@Suite("Decoding a row")
struct RowDecodingTests {
  @Test("the wrapped shape gives every field, each number on its grid")
  func wrapped() throws {
    let row = try decode(.wrapped)
    let event = row.event
    #expect(event.usageID == "use_b0bacd3a0f0bb64b76bf8569101b00d0" && !event.usageIDIsDerived)
    #expect(event.projectID == "proj-001" && event.modelName == "Llama-3-8B")
    #expect(event.timestamp == Instant(text: "2026-10-31T20:39:01.095074Z"))
    #expect(event.hardwareTier == "h100" && event.region == "us-east-1" && event.currency.code == "USD")
    #expect(event.claim == "Llama-3-8B|h100|cb417d002c936552")
    #expect(event.providers == [ProviderID("aws"), ProviderID("stripe")])
    #expect(event.amounts.tokensProcessed == 4096)
    #expect(event.amounts.gpuHoursBefore == 1_093_693_874_804)
    #expect(event.amounts.gpuHoursAfter == 1_048_224_146_940)
    #expect(event.amounts.gpuHoursSaved == 45_469_727_864)
    #expect(event.amounts.costBefore == 2_734_234_687 && event.amounts.costAfter == 2_620_560_367)
    #expect(event.amounts.costSavings == 113_674_320 && event.amounts.usageCharge == 2_620_560_367)
    #expect(event.amounts.successFee == 22_734_864 && event.amounts.totalBillable == 2_643_295_231)
    #expect(row.key == EventDecoder.key(of: event.usageID))
  }

  @Test("the flat shape has no id, region or targets: the id is derived, the rest left open")
  func flat() throws {
    let event = try decode(.flat).event
    #expect(event.usageIDIsDerived && event.usageID == "use_d1_m4i5erzmv3kyh6e7fm27wzi3252dispe")
    #expect(event.providers == nil && event.region == "")
    #expect(event.amounts == (try decode(.wrapped)).event.amounts)
  }

  @Test(
    "null means absence where a member may be absent",
    arguments: ["usage_id", "region", "providers", "metadata"])
  func nullIsAbsent(key: String) throws {
    let without = try decode(SampleRow.wrapped.removing(key))
    let null = try decode(SampleRow.wrapped.setting(key, "null"))
    #expect(null.event == without.event && null.contentDigest == without.contentDigest)
  }

  @Test("an event without metadata has neither tier nor claim")
  func withoutMetadata() throws {
    let event = try decode(SampleRow.wrapped.removing("metadata")).event
    #expect(event.hardwareTier == "" && event.claim == "")
  }

  @Test("a signature makes a claim, and without one there is none")
  func claimNeedsSignature() throws {
    let event = try decode(SampleRow.flat.setting("metadata", #"{"hardware_tier": "l40s"}"#)).event
    #expect(event.claim == "" && event.hardwareTier == "l40s")
  }

  @Test("tier, signature and region come from the configured keys, the first that is there and not null")
  func configuredKeys() throws {
    let rules = EventDecodingRules(
      hardwareTierKeys: ["gpu_tier", "gpu_type"], claimSignatureKeys: ["signature"], regionKeys: ["zone"])
    let metadata = #"{"gpu_tier": null, "gpu_type": "h200", "signature": "s1", "zone": "eu-west-1", "n": 1}"#
    let event = try decode(SampleRow.flat.setting("metadata", metadata), rules: rules).event
    #expect(
      event.hardwareTier == "h200" && event.claim == "Llama-3-8B|h200|s1" && event.region == "eu-west-1")
    let plain = #"{"gpu_type": "h200", "signature": "s1", "zone": "eu-west-1"}"#
    let same = try decode(SampleRow.flat.setting("metadata", plain), rules: rules).event
    #expect(same.hardwareTier == "h200" && same.claim == event.claim && same.region == "eu-west-1")
  }

  @Test("the event's own region wins over metadata's; an empty one is none")
  func region() throws {
    let metadata = SampleRow.wrapped.setting("metadata", #"{"region": "eu-west-1"}"#)
    #expect(try decode(metadata).event.region == "us-east-1")
    #expect(try decode(metadata.setting("region", #""""#)).event.region == "eu-west-1")
  }

  @Test("targets are sorted, unique and in lower case, and the marketplace's other name is aws")
  func providers() throws {
    let event = try decode(
      SampleRow.wrapped.setting("providers", #"["Stripe", "aws_marketplace", "aws", "stripe"]"#)
    ).event
    #expect(event.providers == [ProviderID("aws"), ProviderID("stripe")])
    #expect(try decode(SampleRow.wrapped.setting("providers", "[]")).event.providers == nil)
  }

  @Test("unknown members and escaped texts are accepted")
  func escapes() throws {
    let row = SampleRow.flat.setting("new_member", #"{"a": [1, {"b": null}]}"#)
      .setting("model_name", #""Mod\u00e8le \ud83d\ude80 \"x\"""#)
    #expect(try decode(row).event.modelName == "Modèle 🚀 \"x\"")
    let keys = row.text.replacing("\"currency\"", with: #""\u0063urrency""#)
    #expect(try decode(Array(keys.utf8)).get().event.currency.code == "USD")
  }

  @Test("an uplift may be negative, and a negative amount that rounds to zero is zero")
  func negatives() throws {
    let row = SampleRow.flat.setting("performance_uplift_pct", "-12.5").setting("gpu_hours_saved", "-1e-15")
      .setting("cost_savings", "-0.0")
    let amounts = try decode(row).event.amounts
    #expect(amounts.gpuHoursSaved == 0 && amounts.costSavings == 0)
  }

  @Test(
    "the greatest values a grid holds are accepted",
    arguments: [("tokens_processed", "9223372036854775807"), ("gpu_hours_before", "9223372.036854775807")])
  func greatest(key: String, value: String) throws {
    let amounts = try decode(SampleRow.flat.setting(key, value)).event.amounts
    #expect(key == "tokens_processed" ? amounts.tokensProcessed == .max : amounts.gpuHoursBefore == .max)
  }
}
