/// A row with the usage id of a posted event and other content.
package struct EventConflict: Sendable {
  /// The event that was posted, and stays.
  package let posted: UsageEvent
  /// The event that came later.
  package let found: UsageEvent

  /// A conflict of the two.
  package init(posted: UsageEvent, found: UsageEvent) {
    self.posted = posted
    self.found = found
  }

  /// The sentence of the quarantine: in which fields they differ, and what to do.
  package var sentence: String {
    let differences = texts + amounts
    let what = differences.isEmpty ? "fields that are not billed" : differences.joined(separator: ", ")
    return """
      usage_id \(found.usageID) was posted before with other content: \(what); \
      the posted event stays: correct it with an adjustment, or resend the row under a usage_id of its own
      """
  }

  private var texts: [String] {
    let fields: [(String, (UsageEvent) -> String)] = [
      ("timestamp", \.timestamp.text), ("project_id", \.projectID), ("model_name", \.modelName),
      ("hardware tier", \.hardwareTier), ("claim", \.claim), ("region", \.region),
      ("currency", \.currency.code),
      ("providers", { $0.providers?.map(\.name).joined(separator: ",") ?? "the project's" }),
    ]
    return fields.compactMap { name, text in Self.difference(name, text(posted), text(found)) }
  }

  private var amounts: [String] {
    let fields: [(String, KeyPath<UsageEvent.Amounts, Int64>, Int)] = [
      ("tokens_processed", \.tokensProcessed, 0), ("gpu_hours_before", \.gpuHoursBefore, 12),
      ("gpu_hours_after", \.gpuHoursAfter, 12), ("gpu_hours_saved", \.gpuHoursSaved, 12),
      ("cost_before", \.costBefore, 9), ("cost_after", \.costAfter, 9), ("cost_savings", \.costSavings, 9),
      ("usage_charge", \.usageCharge, 9), ("success_fee", \.successFee, 9),
      ("total_billable", \.totalBillable, 9), ("gpu_milliseconds", \.gpuMilliseconds, 0),
      ("gpus_peak", \.gpusPeak, 0),
    ]
    return fields.compactMap { name, path, digits in
      let text = { (event: UsageEvent) in
        GridText.format(Int128(event.amounts[keyPath: path]), gridDigits: digits)
      }
      return Self.difference(name, text(posted), text(found))
    }
  }

  private static func difference(_ name: String, _ posted: String, _ found: String) -> String? {
    posted == found ? nil : "\(name) is `\(found)` here and `\(posted)` there"
  }
}
