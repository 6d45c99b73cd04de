/// The members of a usage event that are decoded, in the order upstream's meter writes them.
enum EventField: Int, CaseIterable, Sendable {
  case usageID, projectID, modelName, tokensProcessed
  case baselineLatency, optimizedLatency, baselineTokensPerSecond, optimizedTokensPerSecond
  case utilizationBefore, utilizationAfter
  case gpuHoursBefore, gpuHoursAfter, gpuHoursSaved
  case performanceUplift
  case costBefore, costAfter, costSavings
  case usageCharge, successFee, totalBillable
  case currency, timestamp, metadata, region, providers, dispatchResults

  /// The member's name.
  var name: String {
    switch self {
    case .usageID: "usage_id"
    case .projectID: "project_id"
    case .modelName: "model_name"
    case .tokensProcessed: "tokens_processed"
    case .baselineLatency: "baseline_latency_ms"
    case .optimizedLatency: "optimized_latency_ms"
    case .baselineTokensPerSecond: "baseline_tokens_per_sec"
    case .optimizedTokensPerSecond: "optimized_tokens_per_sec"
    case .utilizationBefore: "gpu_util_before"
    case .utilizationAfter: "gpu_util_after"
    case .gpuHoursBefore: "gpu_hours_before"
    case .gpuHoursAfter: "gpu_hours_after"
    case .gpuHoursSaved: "gpu_hours_saved"
    case .performanceUplift: "performance_uplift_pct"
    case .costBefore: "cost_before"
    case .costAfter: "cost_after"
    case .costSavings: "cost_savings"
    case .usageCharge: "usage_charge"
    case .successFee: "success_fee"
    case .totalBillable: "total_billable"
    case .currency: "currency"
    case .timestamp: "timestamp"
    case .metadata: "metadata"
    case .region: "region"
    case .providers: "providers"
    case .dispatchResults: "dispatch_results"
    }
  }
}
