package import Billing

/// What may be sent again of a series that is in doubt since the ledger was restored.
///
/// The unit of decision is the series, not the bucket: the rest below a unit is carried from bucket to bucket, so a
/// lost part of the ledger's history may have sent in one hour what the ledger, sealing again in another order, now has
/// in another, or has not sealed yet. That the target counts an item is proven by its bucket alone, since nothing is
/// sent then. That it may be sent is proven only by the whole series: the target counts just what is delivered.
package enum RestoredSeriesRules {
  /// What the total of a series says of its items that their buckets do not count.
  package enum Finding: Hashable, Sendable {
    /// The target counts nothing that the ledger does not know: they may be sent again.
    case explained
    /// It counts something else: they stay in doubt, and say why.
    case unexplained(String)
    /// Nothing can be said yet.
    case wait
  }

  /// Why the target need not be asked about the whole series yet, or `nil` when it may be.
  package static func reasonToWait(_ history: SeriesHistory, now: Instant) -> String? {
    if let item = history.items.first(where: { $0.progress.state == .inFlight }) {
      return "\(item.id) of the same series is in flight"
    }
    guard let lastChangedAt = history.lastChangedAt else { return nil }
    let quietAt = lastChangedAt.adding(seconds: UnknownRules.quietSeconds)
    return now < quietAt ? "its series is asked about after \(quietAt), when its total has settled" : nil
  }

  /// The hours in which a lost part may have sent something of the series: from as long before its first bucket as the
  /// target accepts usage, up to the hour before which the ledger is in doubt, and the end of every bucket there.
  package static func hours(
    _ history: SeriesHistory, before hour: UTCHour, acceptedSeconds: Int64
  ) -> BillingWindow {
    let first = history.items.map(\.bucket.start).min() ?? hour.adding(hours: -1)
    let end = history.items.map(\.bucket.window.end).max() ?? hour
    let start = first.start.adding(seconds: -acceptedSeconds).hour
    return BillingWindow(start: max(start, UTCHour(index: 0)), end: max(end, hour))
  }

  /// What the target's total of the whole series says: `counted` are the items that their buckets' totals have just
  /// proven.
  package static func finding(
    _ history: SeriesHistory, counted: Set<String>, total: BucketTotal, hours: BillingWindow
  ) -> Finding {
    switch total {
    case .deduplicated, .unanswerable, .unreachable: return .wait
    case .counted(let valueText, let accumulation, _):
      let delivered = history.items.filter { $0.progress.state == .delivered || counted.contains($0.id) }
      let standing = accumulation == .delta ? delivered : lastOfEachBucket(delivered)
      guard let values = ExactValues(standing.map(\.valueText), counted: valueText) else {
        return .unexplained("the target answered \(valueText), which is no total of this series")
      }
      guard values.counted != values.own.reduce(0, +) else { return .explained }
      return .unexplained(
        "the target counts \(valueText) in the whole series in \(hours.text), which is not what this ledger knows as "
          + "delivered there: usage may have been sent in another hour before the ledger was restored. Import what is "
          + "missing; else look at the whole series, not at this hour alone, and resolve its items together")
    }
  }

  private static func lastOfEachBucket(_ items: [DispatchItem]) -> [DispatchItem] {
    var last: [BucketKey: DispatchItem] = [:]
    for item in items where last[item.bucket].map({ $0.revision < item.revision }) ?? true {
      last[item.bucket] = item
    }
    return Array(last.values)
  }
}
