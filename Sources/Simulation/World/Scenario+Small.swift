import Billing

extension Scenario {
  /// Two projects of one customer, billed through both providers; the third event comes an hour late.
  static let small = makeSmall()

  private static func makeSmall() -> Scenario {
    let catalogIndex = SimulatedCatalog.smallIndex
    let firstHour = UTCHour(index: 498_658)
    let events = [
      Event(projectIndex: 0, hourOffset: 0, gpuHourSteps: 1_600_000_000_000, tokens: 0),
      Event(projectIndex: 1, hourOffset: 0, gpuHourSteps: 1_200_000_000_000, tokens: 0),
      Event(projectIndex: 0, hourOffset: 0, gpuHourSteps: 700_000_000_000, tokens: 0),
    ]
    let files = [
      File(
        arrivalMicroseconds: firstHour.adding(hours: 1).start.microseconds, eventIndexes: [0, 1],
        firstBatchCount: 2),
      File(
        arrivalMicroseconds: firstHour.adding(hours: 2).start.microseconds, eventIndexes: [2],
        firstBatchCount: 1),
    ]
    return Scenario(
      seed: 0, catalogIndex: catalogIndex, firstHour: firstHour, events: events, files: files, rates: .none,
      runCountMax: 3, windowHours: 1, settleLagSeconds: 0, attemptCountMax: 2, identifierWindowHours: 24,
      acceptanceHours: 24, poisonedSeriesIndex: nil, itemCountBound: nil, leaseRunsOut: true,
      hasRetryRuns: false)
  }
}
