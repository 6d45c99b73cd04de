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

/// Finds the field of a key by its bytes.
struct EventFieldNames: Sendable {
  private let bytes: [UInt8]
  /// Where each field's name begins in `bytes`; one more for the end.
  private let starts: [Int]

  init() {
    var bytes: [UInt8] = []
    var starts: [Int] = []
    for field in EventField.allCases {
      starts.append(bytes.count)
      bytes += Array(field.name.utf8)
    }
    self.bytes = bytes
    self.starts = starts + [bytes.count]
  }

  /// The raw value of the field named by `key`, or -1. `guess` is tried first: keys come in upstream's order.
  func index(of key: UnsafeBufferPointer<UInt8>, guess: Int) -> Int {
    if guess < EventField.allCases.count, matches(key, guess) { return guess }
    for index in 0..<starts.count - 1 where matches(key, index) { return index }
    return -1
  }

  @inline(__always)
  private func matches(_ key: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    let start = starts[index]
    let end = starts[index + 1]
    guard end - start == key.count else { return false }
    return bytes.withUnsafeBufferPointer {
      ByteWords.areEqual(UnsafeBufferPointer(rebasing: $0[start..<end]), key)
    }
  }
}
