package import Billing

extension SQLiteStore {
  package func item(_ id: String) throws(StoreError) -> DispatchItem? {
    try read { connection throws(StoreError) in try connection.items("i.id = ?", id).first }
  }

  package func openItems() throws(StoreError) -> [DispatchItem] {
    try read { connection throws(StoreError) in
      try connection.items("\(StateConditions.isOpen("i.state")) ORDER BY i.seq")
    }
  }

  package func unknownItems(
    of provider: ProviderID, countMax: Int
  ) throws(StoreError) -> [BucketHistory] {
    try read { connection throws(StoreError) in
      let items = try connection.items(
        """
        \(StateConditions.isOpen("i.state")) AND i.state = 'unknown'
          AND i.provider = (SELECT id FROM term WHERE text = ?)
        ORDER BY i.deadline_at, i.seq LIMIT ?
        """, provider.name, countMax)
      var histories: [BucketHistory] = []
      for item in items { histories.append(try connection.history(of: item)) }
      return histories
    }
  }
}

extension SQLiteStore {
  package func seriesHistory(
    of series: SeriesKey, before hour: UTCHour
  ) throws(StoreError) -> SeriesHistory {
    try read { connection throws(StoreError) in
      let condition = """
        i.bucket_start < ? AND i.provider = (SELECT id FROM term WHERE text = ?)
          AND i.series = (SELECT id FROM term WHERE text = ?)
        """
      let items = try connection.items(
        "\(condition) ORDER BY i.bucket_start, i.bucket_hours, i.revision", hour, series.provider.name,
        series.series)
      let changedAt = try connection.rows(
        """
        SELECT max(t.changed_at) FROM item i JOIN item_transition t ON t.item = i.seq
        WHERE \(condition) AND \(StateConditions.mayHaveMoved("t"))
        """, hour, series.provider.name, series.series)
      let lastChangedAt = try changedAt.next() ? changedAt.instantIfAny(0) : nil
      return SeriesHistory(items: items, lastChangedAt: lastChangedAt)
    }
  }
}

extension Connection {
  fileprivate func history(of item: DispatchItem) throws(StoreError) -> BucketHistory {
    let bucket = item.bucket
    let condition = """
      i.bucket_start = ? AND i.provider = (SELECT id FROM term WHERE text = ?)
        AND i.series = (SELECT id FROM term WHERE text = ?) AND i.bucket_hours = ?
      """
    let all = try items(
      "\(condition) ORDER BY i.revision", bucket.start, bucket.provider.name, bucket.series, bucket.hours)
    let changedAt = try rows(
      """
      SELECT max(t.changed_at) FROM item i JOIN item_transition t ON t.item = i.seq
      WHERE \(condition) AND \(StateConditions.mayHaveMoved("t"))
      """, bucket.start, bucket.provider.name, bucket.series, bucket.hours)
    guard try changedAt.next(), let lastChangedAt = changedAt.instantIfAny(0) else {
      throw damaged("the history of \(item.id) is missing")
    }
    return BucketHistory(
      item: item, siblings: all.filter { $0.id != item.id }, lastChangedAt: lastChangedAt)
  }
}
