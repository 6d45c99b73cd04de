/// Sums of an optimisation outcome's measures in 64 bits each, and how many events they hold: one line of the
/// processor's cache, where wide sums take three. Every sum of real usage fits; what does not is kept wide.
package struct NarrowSums: Sendable {
  /// How many events.
  package private(set) var eventCount: Int64 = 0
  private var tokens: Int64 = 0
  private var gpuHoursBaseline: Int64 = 0
  private var gpuHoursUsed: Int64 = 0
  private var gpuHoursSaved: Int64 = 0
  private var costSavings: Int64 = 0
  private var usageCharge: Int64 = 0
  private var successFee: Int64 = 0

  /// No event.
  package init() {}

  /// One event; `nil` for a usage record, whose amounts are none of these.
  package init?(_ amounts: UsageEvent.Amounts) {
    if amounts.gpuMilliseconds | amounts.gpusPeak != 0 { return nil }
    tokens = amounts.tokensProcessed
    gpuHoursBaseline = amounts.gpuHoursBefore
    gpuHoursUsed = amounts.gpuHoursAfter
    gpuHoursSaved = amounts.gpuHoursSaved
    costSavings = amounts.costSavings
    usageCharge = amounts.usageCharge
    successFee = amounts.successFee
  }

  /// Counts events, whatever they sum to.
  package mutating func count(_ eventCount: Int64) { self.eventCount += eventCount }

  /// Adds sums, and no count; `false`, and nothing was added, when one would not fit.
  package mutating func add(_ other: NarrowSums) -> Bool {
    let (tokens, overflow0) = tokens.addingReportingOverflow(other.tokens)
    let (baseline, overflow1) = gpuHoursBaseline.addingReportingOverflow(other.gpuHoursBaseline)
    let (used, overflow2) = gpuHoursUsed.addingReportingOverflow(other.gpuHoursUsed)
    let (saved, overflow3) = gpuHoursSaved.addingReportingOverflow(other.gpuHoursSaved)
    let (savings, overflow4) = costSavings.addingReportingOverflow(other.costSavings)
    let (charge, overflow5) = usageCharge.addingReportingOverflow(other.usageCharge)
    let (fee, overflow6) = successFee.addingReportingOverflow(other.successFee)
    if overflow0 || overflow1 || overflow2 || overflow3 || overflow4 || overflow5 || overflow6 {
      return false
    }
    (self.tokens, gpuHoursBaseline, gpuHoursUsed) = (tokens, baseline, used)
    (gpuHoursSaved, costSavings, usageCharge, successFee) = (saved, savings, charge, fee)
    return true
  }

  /// The sums as everybody else has them.
  package var wide: MeasureSums {
    var sums = MeasureSums()
    sums.tokens = Int128(tokens)
    sums.gpuHoursBaseline = Int128(gpuHoursBaseline)
    sums.gpuHoursUsed = Int128(gpuHoursUsed)
    sums.gpuHoursSaved = Int128(gpuHoursSaved)
    sums.costSavings = Int128(costSavings)
    sums.usageCharge = Int128(usageCharge)
    sums.successFee = Int128(successFee)
    return sums
  }
}
