import Billing

/// How an item begins.
enum ItemBeginning {
  /// `parked` in doubt where a lost part of the ledger's history may have sent the usage in another bucket, which no
  /// total of this one tells; `unknown` where it may have sent the bucket; `held` where a bound says that a person must
  /// look first; else `planned`.
  static func progress(
    of item: PlannedItem, amongCount itemCount: Int, snapshot: LedgerSnapshot, bounds: SafetyBounds,
    mayHaveMoved: Bool, now: Instant
  ) -> DispatchProgress {
    if mayHaveMoved {
      return DispatchProgress(
        state: .parked,
        reason:
          "the ledger was restored from an older copy, which may have sent this usage in another hour: look at "
          + "the provider's own report, and say whether it counts", ambiguousSince: now)
    }
    if let restoredBefore = snapshot.restoredBefore, item.bucket.key.start < restoredBefore {
      return DispatchProgress(
        state: .unknown,
        reason: "the ledger was restored from an older copy, which may have sent this bucket",
        ambiguousSince: now)
    }
    if let reason = brokenBound(item, itemCount, snapshot, bounds) {
      return DispatchProgress(state: .held, reason: reason)
    }
    return DispatchProgress()
  }

  private static func brokenBound(
    _ item: PlannedItem, _ itemCount: Int, _ snapshot: LedgerSnapshot, _ bounds: SafetyBounds
  ) -> String? {
    guard itemCount <= bounds.itemCountMax else {
      return "the window makes \(itemCount) items, the bound is \(bounds.itemCountMax)"
    }
    let key = SeriesKey(provider: item.bucket.key.provider, series: item.bucket.key.series)
    guard let median = snapshot.medianUnitsOfSeries[key], median > 0 else { return nil }
    let (limit, isHuge) = median.multipliedReportingOverflow(by: Int128(bounds.medianRatioMax))
    guard !isHuge, item.units > limit else { return nil }
    return "\(item.units) units, where the median of the last \(SafetyBounds.medianDays) days is \(median) "
      + "and the bound \(bounds.medianRatioMax) times that"
  }
}
