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

  /// Whether the measure is a claimed outcome, to be verified before it is billed, and not a measured use.
  package var isSaving: Bool { self == .gpuHoursSaved || self == .costSavings }

  /// The unit of the sum, given the event's currency.
  package func unit(currency: Currency) -> MeasuredUnit {
    switch self {
    case .gpuHoursUsed, .gpuHoursBaseline, .gpuHoursSaved: .gpuHour
    case .costSavings: .money(currency)
    case .tokens: .token
    }
  }

  /// The event's amount, in grid steps.
  package func steps(of amounts: UsageEvent.Amounts) -> Int64 {
    switch self {
    case .gpuHoursUsed: amounts.gpuHoursAfter
    case .gpuHoursBaseline: amounts.gpuHoursBefore
    case .gpuHoursSaved: amounts.gpuHoursSaved
    case .costSavings: amounts.costSavings
    case .tokens: amounts.tokensProcessed
    }
  }

  /// The event's own charge for this measure in money steps: a control to compare ours with, never a bill.
  package func controlSteps(of amounts: UsageEvent.Amounts) -> Int64? {
    switch self {
    case .gpuHoursUsed: amounts.usageCharge
    case .costSavings: amounts.successFee
    case .gpuHoursBaseline, .gpuHoursSaved, .tokens: nil
    }
  }
}
