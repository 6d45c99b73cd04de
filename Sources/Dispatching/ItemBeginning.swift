import Billing

/// How an item begins.
struct ItemBeginning {
  let snapshot: LedgerSnapshot
  let bounds: SafetyBounds
  let now: Instant

  /// `parked` in doubt where a lost part of the ledger's history may have sent the usage in another bucket, which no
  /// total of this one tells; `unknown` where it may have sent the bucket; `held` where a bound says that a person must
  /// look first; else `planned`.
  func progress(of bucket: BucketKey, units: Int128, mayHaveMoved: Bool) -> DispatchProgress {
    if mayHaveMoved {
      return DispatchProgress(
        state: .parked,
        reason:
          "the ledger was restored from an older copy, which may have sent this usage in another hour: look at "
          + "the provider's own report, and say whether it counts", ambiguousSince: now)
    }
    if let restoredBefore = snapshot.restoredBefore, bucket.start < restoredBefore {
      return DispatchProgress(
        state: .unknown,
        reason: "the ledger was restored from an older copy, which may have sent this bucket",
        ambiguousSince: now)
    }
    if let reason = brokenMedian(of: bucket, units: units) {
      return DispatchProgress(state: .held, reason: reason)
    }
    return DispatchProgress()
  }

  /// Holds every item that could be sent when the window makes more than its bound. `count` are all of the window's.
  func holdBeyondCount(_ items: inout [PlannedItem], of count: Int) {
    guard count > bounds.itemCountMax else { return }
    let reason = "the window makes \(count) items, the bound is \(bounds.itemCountMax)"
    for index in items.indices where items[index].progress.ambiguousSince == nil {
      items[index].progress = DispatchProgress(state: .held, reason: reason)
    }
  }

  private func brokenMedian(of bucket: BucketKey, units: Int128) -> String? {
    guard !snapshot.medianUnitsOfSeries.isEmpty else { return nil }
    let key = SeriesKey(provider: bucket.provider, series: bucket.series)
    guard let median = snapshot.medianUnitsOfSeries[key], median > 0 else { return nil }
    let (limit, isHuge) = median.multipliedReportingOverflow(by: Int128(bounds.medianRatioMax))
    guard !isHuge, units > limit else { return nil }
    return "\(units) units, where the median of the last \(SafetyBounds.medianDays) days is \(median) "
      + "and the bound \(bounds.medianRatioMax) times that"
  }
}
