import Billing
import Metering

/// What follows from usage records once they are posted: the peaks of the days they touch, and licences exceeded.
enum UsageRecordFollowUp {
  /// What it came to.
  struct Outcome {
    /// The rises of peaks that were posted; `nil` for none.
    var peaks: ImportResult?
    var licenceBreaks: [GPULicenceBreak] = []
  }

  /// An endless source whose position is the last hold it has seen, so that a run that was cut short after posting
  /// records leaves the rest to the next one. No file has that digest.
  static let peakSource = SourceDescription(
    name: "gpus-peak", contentDigest: String(repeating: "0", count: 64), byteCount: 0)

  static func run(_ context: RunContext, runID: Int64) throws(RunError) -> Outcome {
    guard let packPeaks = context.packPeaks else { return Outcome() }
    var outcome = Outcome()
    let seen = try inStore { () throws(StoreError) in try context.store.progress(of: peakSource) }
    let lastID = Int64(seen?.position.byteOffset ?? 0)
    let news = try inStore { () throws(StoreError) in try context.store.gpuHoldNews(after: lastID) }
    if news.lastID > lastID {
      let rises = try rises(of: news.ownerDays, in: context.store)
      let batch = packPeaks(rises, SourcePosition(byteOffset: Int(news.lastID)))
      let tally = try inStore { () throws(StoreError) in
        try context.store.post(
          batch, of: peakSource, isLast: false, runID: runID, at: context.clock.now(),
          metering: { CellMetering.cells(of: $0) })
      }
      if !rises.isEmpty {
        outcome.peaks = ImportResult(
          source: peakSource, tally: tally, earlierTally: seen?.tally ?? PostingTally(), wasComplete: false)
      }
    }
    outcome.licenceBreaks = try licenceBreaks(context, months: Set(news.ownerDays.map(\.day.monthStart)))
    return outcome
  }

  private static func rises(
    of ownerDays: Set<GPUOwnerDay>, in store: any Store
  ) throws(RunError) -> [GPUPeakRise] {
    var rises: [GPUPeakRise] = []
    for day in Set(ownerDays.map(\.day)).sorted() {
      var holds: [GPUOwnerDay: [StoredGPUHold]] = [:]
      let window = BillingWindow(start: day, end: day.adding(hours: 24))
      try inStore { () throws(StoreError) in
        try store.gpuHolds(in: window) { holds[$0.ownerDay, default: []].append($0) }
      }
      for ownerDay in ownerDays.filter({ $0.day == day }).sorted(by: { $0.precedes($1) }) {
        let posted = try inStore { () throws(StoreError) in try store.postedPeak(of: ownerDay) }
        let rise = GPUPeakMetering.rise(of: ownerDay, holds: holds[ownerDay] ?? [], above: posted)
        if let rise { rises.append(rise) }
      }
    }
    return rises
  }

  /// Of this month, the one before, and every month that records were posted for.
  private static func licenceBreaks(
    _ context: RunContext, months: Set<UTCHour>
  ) throws(RunError) -> [GPULicenceBreak] {
    guard !context.catalog.licences.isEmpty else { return [] }
    let thisMonth = context.clock.now().hour.monthStart
    let lastMonth = thisMonth.adding(hours: -1).monthStart
    var breaks: [GPULicenceBreak] = []
    for month in months.union([thisMonth, lastMonth]).sorted() {
      let window = BillingWindow(start: month, end: month.monthEnd)
      let seen = try inStore { () throws(StoreError) in try context.store.seenGPUs(in: window) }
      breaks += GPULicenceRules.breaks(of: context.catalog, seen: seen, month: month)
    }
    return breaks
  }
}

extension GPUOwnerDay {
  fileprivate func precedes(_ other: GPUOwnerDay) -> Bool { sortKey.lexicographicallyPrecedes(other.sortKey) }
}
