import Billing
import EventDecoding

/// A usage event; every member has a plain default.
struct UsageDraft {
  var usageID: String
  var project = "proj-1"
  /// Hours since the Unix epoch; the default lies in 2026-11-20T21.
  var hour = ManualClock.night.hour.adding(hours: -4)
  var gpuHours = "2"
  var gpuHoursBefore = "0"
  var gpuHoursSaved = "0"
  var costSavings = "0"
  /// Empty for none.
  var signature = ""
  var hardwareTier = "h100"
  var providers = "null"

  init(_ usageID: String) { self.usageID = usageID }

  func with(_ change: (inout UsageDraft) -> Void) -> UsageDraft {
    var copy = self
    change(&copy)
    return copy
  }

  private var signatureMember: String {
    signature.isEmpty ? "" : #","fingerprint_signature":"\#(signature)""#
  }

  var row: [UInt8] {
    let zeros = [
      "tokens_processed", "baseline_latency_ms", "optimized_latency_ms", "baseline_tokens_per_sec",
      "optimized_tokens_per_sec", "performance_uplift_pct",
      "cost_before", "cost_after", "usage_charge", "success_fee", "total_billable",
    ].map { "\"\($0)\":0," }.joined()
    let text = [
      #"{"usage_id":"\#(usageID)","project_id":"\#(project)","model_name":"m",\#(zeros)"#,
      #""gpu_util_before":null,"gpu_util_after":null,"gpu_hours_after":\#(gpuHours),"currency":"USD","#,
      #""gpu_hours_before":\#(gpuHoursBefore),"gpu_hours_saved":\#(gpuHoursSaved),"#,
      #""cost_savings":\#(costSavings),"#,
      #""timestamp":"\#(hour.text):10:00Z","metadata":{"hardware_tier":"\#(hardwareTier)"\#(signatureMember)},"#,
      #""providers":\#(providers)}"#,
    ].joined()
    return Array(text.utf8)
  }

  /// The events as one batch.
  static func batch(of drafts: [UsageDraft], end: SourcePosition) -> EventBatch {
    var decoder = EventDecoder(rules: EventDecodingRules())
    let rows = drafts.map { draft in
      switch decoder.decode(draft.row) {
      case .success(let row): return (row: row, rawBytes: draft.row)
      case .failure(let fault): preconditionFailure("a draft is a usage event: \(fault.detail)")
      }
    }
    return EventDecoder.makeBatch(of: rows, end: end)
  }
}
