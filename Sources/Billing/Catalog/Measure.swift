/// The field of a usage event that a meter sums.
package enum Measure: String, CaseIterable, Hashable, Sendable {
  /// GPU hours the optimised workload used.
  case gpuHoursUsed = "gpu_hours_after"
  /// GPU hours the baseline would have used.
  case gpuHoursBaseline = "gpu_hours_before"
  /// GPU hours saved: a claim until a replay verifies it.
  case gpuHoursSaved = "gpu_hours_saved"
  /// Money saved: a claim until a replay verifies it.
  case costSavings = "cost_savings"
  /// Tokens processed.
  case tokens = "tokens_processed"
  /// GPU time that was allocated, by usage records.
  case gpuMilliseconds = "gpu_milliseconds"
  /// The most GPUs allocated at one instant of a UTC day, by usage records; the sum of a day is its peak.
  case gpusPeak = "gpus_peak"

  /// Whether the measure is a claimed outcome, to be verified before it is billed, and not a measured use.
  package var isSaving: Bool { self == .gpuHoursSaved || self == .costSavings }

  /// Whether the measure is of GPU usage records, and not of optimisation outcomes.
  package var isOfUsageRecords: Bool { self == .gpuMilliseconds || self == .gpusPeak }

  /// The unit of the sum, given the event's currency.
  package func unit(currency: Currency) -> MeasuredUnit {
    switch self {
    case .gpuHoursUsed, .gpuHoursBaseline, .gpuHoursSaved: .gpuHour
    case .costSavings: .money(currency)
    case .tokens: .token
    case .gpuMilliseconds: .gpuMillisecond
    case .gpusPeak: .gpu
    }
  }
}
