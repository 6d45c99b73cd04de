/// A usage event as telemetry writes it; every member has a plain default.
struct UsageDraft {
  var usageID: String
  var project = "proj-s"
  var timestamp = "2026-11-20T21:10:00Z"
  var gpuHours = "1.5"
  var gpuHoursBefore = "9"
  var gpuHoursSaved = "0"
  var tokens = 0
  var costSavings = "0"
  var hardwareTier = "h100"
  var currency = "USD"
  var providers: [String]?

  init(_ usageID: String) { self.usageID = usageID }

  func with(_ change: (inout UsageDraft) -> Void) -> UsageDraft {
    var copy = self
    change(&copy)
    return copy
  }

  /// The event as one line of NDJSON, without the line feed.
  var row: String {
    let targets = providers.map { #","providers":[\#($0.map { "\"\($0)\"" }.joined(separator: ","))]"# } ?? ""
    return [
      #"{"usage_id":"\#(usageID)","project_id":"\#(project)","model_name":"Llama-3-8B""#,
      #""tokens_processed":\#(tokens),"baseline_latency_ms":156.0,"optimized_latency_ms":149.5"#,
      #""baseline_tokens_per_sec":7701.2,"optimized_tokens_per_sec":8035.2,"gpu_util_before":null"#,
      #""gpu_util_after":18.4,"gpu_hours_before":\#(gpuHoursBefore)"#,
      #""gpu_hours_after":\#(gpuHours),"gpu_hours_saved":\#(gpuHoursSaved)"#,
      #""performance_uplift_pct":4.3,"cost_before":9,"cost_after":1,"cost_savings":\#(costSavings)"#,
      #""usage_charge":0,"success_fee":0,"total_billable":0,"currency":"\#(currency)""#,
      #""timestamp":"\#(timestamp)","metadata":{"hardware_tier":"\#(hardwareTier)","#
        + #""fingerprint_signature":"cb417d002c936552"}\#(targets)}"#,
    ].joined(separator: ",")
  }
}

extension [UsageDraft] {
  /// The events as NDJSON.
  var text: String { map { $0.row + "\n" }.joined() }

  /// One event an hour and project: `2026-11-20` and the hours given.
  static func usage(of projects: [String], day: String = "2026-11-20", hours: [Int]) -> [UsageDraft] {
    projects.flatMap { project in
      hours.map { hour in
        let text = hour < 10 ? "0\(hour)" : "\(hour)"
        return UsageDraft("use-\(project)-\(day)-\(text)").with {
          $0.project = project
          $0.timestamp = "\(day)T\(text):10:00Z"
          $0.gpuHours = "\(hour).125"
        }
      }
    }
  }
}
