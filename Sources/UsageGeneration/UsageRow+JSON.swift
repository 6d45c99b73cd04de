extension UsageRow {
  /// Appends the row as `json.dumps` writes it, without a line feed.
  func append(to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    if let wrapping {
      PythonJSON.append(raw: "\"usage_id\": ", to: &bytes)
      PythonJSON.append(plain: wrapping.usageID, to: &bytes)
      PythonJSON.append(raw: ", ", to: &bytes)
    }
    appendMeasures(to: &bytes)
    appendMetadata(to: &bytes)
    if let wrapping { append(wrapping, to: &bytes) }
    bytes.append(UInt8(ascii: "}"))
  }

  /// The row's bytes.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  private func appendMeasures(to bytes: inout [UInt8]) {
    appendText("\"project_id\": ", projectID, to: &bytes)
    appendText(", \"model_name\": ", modelName, to: &bytes)
    PythonJSON.append(raw: ", \"tokens_processed\": ", to: &bytes)
    PythonJSON.append(measures.tokens, to: &bytes)
    appendNumber(", \"baseline_latency_ms\": ", measures.latencies.baseline, to: &bytes)
    appendNumber(", \"optimized_latency_ms\": ", measures.latencies.optimized, to: &bytes)
    appendNumber(", \"baseline_tokens_per_sec\": ", measures.tokenRates.baseline, to: &bytes)
    appendNumber(", \"optimized_tokens_per_sec\": ", measures.tokenRates.optimized, to: &bytes)
    appendNumber(", \"gpu_util_before\": ", measures.utilizations.before, to: &bytes)
    appendNumber(", \"gpu_util_after\": ", measures.utilizations.after, to: &bytes)
    appendNumber(", \"gpu_hours_before\": ", measures.gpuHoursBefore, to: &bytes)
    appendNumber(", \"gpu_hours_after\": ", measures.gpuHoursAfter, to: &bytes)
    appendNumber(", \"gpu_hours_saved\": ", measures.gpuHoursSaved, to: &bytes)
    appendNumber(", \"performance_uplift_pct\": ", measures.uplift, to: &bytes)
    appendNumber(", \"cost_before\": ", measures.costBefore, to: &bytes)
    appendNumber(", \"cost_after\": ", measures.costAfter, to: &bytes)
    appendNumber(", \"cost_savings\": ", measures.costSavings, to: &bytes)
    appendNumber(", \"usage_charge\": ", measures.costAfter, to: &bytes)
    appendNumber(", \"success_fee\": ", measures.successFee, to: &bytes)
    appendNumber(", \"total_billable\": ", measures.costAfter + measures.successFee, to: &bytes)
    PythonJSON.append(raw: ", \"currency\": \"USD\", \"timestamp\": \"", to: &bytes)
    CalendarText.append(microseconds: microseconds, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  private func appendMetadata(to bytes: inout [UInt8]) {
    appendText(", \"metadata\": {\"project_id\": ", projectID, to: &bytes)
    PythonJSON.append(raw: ", \"stage_notes\": \"baseline_vs_optimized\"", to: &bytes)
    if let signature { appendText(", \"fingerprint_signature\": ", signature, to: &bytes) }
    appendText(", \"hardware_tier\": ", hardwareTier, to: &bytes)
    bytes.append(UInt8(ascii: "}"))
  }

  private func append(_ wrapping: Wrapping, to bytes: inout [UInt8]) {
    appendText(", \"region\": ", wrapping.region, to: &bytes)
    PythonJSON.append(raw: ", \"providers\": [", to: &bytes)
    for (index, provider) in wrapping.providers.enumerated() {
      appendText(index == 0 ? "" : ", ", provider, to: &bytes)
    }
    PythonJSON.append(raw: "], \"dispatch_results\": []", to: &bytes)
  }

  private func appendText(_ key: String, _ text: [UInt8], to bytes: inout [UInt8]) {
    PythonJSON.append(raw: key, to: &bytes)
    PythonJSON.append(plain: text, to: &bytes)
  }

  private func appendNumber(_ key: String, _ value: Double?, to bytes: inout [UInt8]) {
    PythonJSON.append(raw: key, to: &bytes)
    PythonJSON.append(value, to: &bytes)
  }
}
