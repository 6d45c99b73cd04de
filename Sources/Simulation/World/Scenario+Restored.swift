import Billing

extension Scenario {
  /// Makes a world in which a lost part of the ledger's history is likely to have split the carry otherwise: three
  /// hours of one project, of which the middle one is reported a day or more after the others. A ledger that is
  /// restored in between seals all three in their order, where the lost one had sealed the last before the middle one.
  mutating func splitCarry(_ numbers: inout RandomNumbers) {
    events = (0..<3).map { hourOffset in
      Event(
        projectIndex: 0, hourOffset: hourOffset, gpuHourSteps: Int64(numbers.below(2_700_000_000_000)),
        tokens: Int64(numbers.below(2_700)))
    }
    let lateHours: Int64 = numbers.below(2) == 0 ? 28 : 72
    files = [
      File(
        arrivalMicroseconds: firstHour.adding(hours: 3).start.microseconds, eventIndexes: [0, 2],
        firstBatchCount: 2),
      File(
        arrivalMicroseconds: firstHour.adding(hours: lateHours).start.microseconds, eventIndexes: [1],
        firstBatchCount: 1),
    ]
    rates[.restore] = 32_000
    runCountMax = max(runCountMax, 6)
  }

  /// Makes a world in which a lost part of the ledger's history is likely to have resolved a doubt and sent the item
  /// again: Stripe often fails before it counts anything, and copies often take the ledger's place.
  mutating func loseResolvedDoubt() {
    rates[.serverErrorBefore] = 16_000
    rates[.summaryLag] = 0
    rates[.restore] = 16_000
    attemptCountMax = 1
    runCountMax = max(runCountMax, 8)
  }
}
