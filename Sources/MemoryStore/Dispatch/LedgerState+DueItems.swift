import Billing

extension LedgerState {
  /// Sendable items that are due, most urgent first.
  func dueItems(
    of provider: ProviderID, in window: BillingWindow?, at now: Instant, countMax: Int
  ) -> [DispatchItem] {
    let due = openItems.filter { index in
      itemRows[index].item.bucket.provider == provider && itemRows[index].item.progress.state.isSendable
        && itemRows[index].item.progress.nextAttemptAt.map { $0 <= now } ?? true
        && window.map { $0.contains(itemRows[index].item.bucket.start) } ?? true
        && openPredecessor(of: index) == nil
    }
    return mostUrgentFirst(due).first(countMax: countMax).map { itemRows[$0].item }
  }

  /// Open items that time alone may move.
  func itemsPastDeadlineOrInFlight(of provider: ProviderID, at now: Instant) -> [DispatchItem] {
    let items = openItems.filter { index in
      itemRows[index].item.bucket.provider == provider && itemRows[index].item.progress.state.isSendable
        && (itemRows[index].item.progress.state == .inFlight || itemRows[index].item.deadlineAt < now)
    }
    return mostUrgentFirst(items).map { itemRows[$0].item }
  }

  /// Items that may or may not have counted, each with the rest of its bucket.
  func unknownItems(of provider: ProviderID, countMax: Int) -> [BucketHistory] {
    let unknown = openItems.filter { index in
      itemRows[index].item.progress.state == .unknown && itemRows[index].item.bucket.provider == provider
    }
    guard !unknown.isEmpty else { return [] }
    let ordered = unknown.map { (itemRows[$0].item.deadlineAt, $0) }.sorted { $0 < $1 }
    return ordered.first(countMax: countMax).map { history(of: $0.1) }
  }

  private func history(of index: Int) -> BucketHistory {
    let item = itemRows[index].item
    let all = itemsOfBucket[item.bucket, default: [index]]
    guard let lastChangedAt = all.compactMap({ itemRows[$0].lastMovedAt }).max()
    else { preconditionFailure("no item begins as unknown unsaid") }
    return BucketHistory(
      item: item, siblings: all.filter { $0 != index }.map { itemRows[$0].item },
      lastChangedAt: lastChangedAt)
  }

  /// Everything of a series in buckets before an hour.
  func seriesHistory(of series: SeriesKey, before hour: UTCHour) -> SeriesHistory {
    let rows = itemRows.filter { row in
      let bucket = row.item.bucket
      return bucket.start < hour && bucket.provider == series.provider && bucket.series == series.series
    }
    let ordered = rows.map(\.item).sorted { left, right in
      (left.bucket.start, left.bucket.hours, left.revision)
        < (right.bucket.start, right.bucket.hours, right.revision)
    }
    return SeriesHistory(items: ordered, lastChangedAt: rows.compactMap(\.lastMovedAt).max())
  }

  /// By deadline, then bucket, then the order of sealing.
  func mostUrgentFirst(_ indexes: [Int]) -> [Int] {
    guard indexes.count > 1 else { return indexes }
    let keys = indexes.map { (itemRows[$0].item.deadlineAt, itemRows[$0].item.bucket.start, $0) }
    return keys.sorted { $0 < $1 }.map(\.2)
  }

  /// The earliest revision of the item's bucket before it that is not final.
  func openPredecessor(of index: Int) -> Int? {
    let revision = itemRows[index].item.revision
    guard revision > 0 else { return nil }
    return itemsOfBucket[itemRows[index].item.bucket]?.first {
      itemRows[$0].item.revision < revision && !itemRows[$0].item.progress.state.isFinal
    }
  }
}
