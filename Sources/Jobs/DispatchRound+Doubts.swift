import Billing
import Dispatching

/// Asking the target about items that may have counted.
extension DispatchRound {
  /// Asks about items in doubt once their buckets are quiet: one by one, except where the ledger was restored. There a
  /// series is decided together.
  mutating func resolveUnknown() throws(RunError) {
    guard provider.askTime() != nil else { return }
    var histories = try unknownItems(countMax: Self.inquiryCountMax)
    guard !histories.isEmpty else { return }
    let restoredBefore = try inStore { () throws(StoreError) in try context.store.identity() }.restoredBefore
    guard let restoredBefore else { return try resolve(histories) }
    // A series whose other half is not looked at would never be explained.
    if histories.count == Self.inquiryCountMax { histories = try unknownItems(countMax: .max) }
    let isRestored = { (history: BucketHistory) in history.item.bucket.start < restoredBefore }
    try resolve(Array(histories.filter { !isRestored($0) }.prefix(Self.inquiryCountMax)))
    var inquiryCount = 0
    for series in seriesInTurn(histories.filter(isRestored)) where !mustStop {
      guard inquiryCount < Self.inquiryCountMax else { return }
      inquiryCount += series.count
      try resolve(series, restoredBefore: restoredBefore)
    }
  }

  private func unknownItems(countMax: Int) throws(RunError) -> [BucketHistory] {
    try inStore { () throws(StoreError) in
      try context.store.unknownItems(of: provider.id, countMax: countMax)
    }
  }

  /// The items of each series together. Every run begins with another series, so that one whose total explains nothing
  /// keeps no other from its turn.
  private func seriesInTurn(_ histories: [BucketHistory]) -> [[BucketHistory]] {
    let series = Dictionary(grouping: histories, by: \.item.bucket.series).sorted { $0.key < $1.key }.map(
      \.value)
    guard !series.isEmpty else { return [] }
    let first = Int(runID % Int64(series.count))
    return Array(series[first...] + series[..<first])
  }

  /// One by one: a bucket tells of its own item.
  private mutating func resolve(_ histories: [BucketHistory]) throws(RunError) {
    for history in histories where !mustStop {
      guard let input = verdict(on: history).flatMap(DispatchInput.init) else { continue }
      try apply(input, to: [history.item])
    }
  }

  /// What the bucket's total says of an item; `nil` while it cannot be asked for.
  private func verdict(on history: BucketHistory) -> UnknownRules.Verdict? {
    guard UnknownRules.reasonToWait(history, now: provider.now()) == nil,
      case .ready(let blocked) = provider.prepare(for: [history.item]), blocked.isEmpty
    else { return nil }
    let total = provider.total(of: history.item, in: history.item.bucket.window)
    return UnknownRules.verdict(history, total: total)
  }

  /// What buckets prove as counted is delivered; what they prove as not counted is sent only when the whole series does
  /// not count more than is delivered.
  private mutating func resolve(
    _ histories: [BucketHistory], restoredBefore: UTCHour
  ) throws(RunError) {
    let key = SeriesKey(provider: provider.id, series: histories[0].item.bucket.series)
    let series = try inStore { () throws(StoreError) in
      try context.store.seriesHistory(of: key, before: restoredBefore)
    }
    var inputs: [(item: DispatchItem, input: DispatchInput)] = []
    var notCounted: [(item: DispatchItem, reason: String)] = []
    var counted: Set<String> = []
    for history in histories where !mustStop {
      guard let verdict = verdict(on: history) else { continue }
      if case .notCounted(let reason) = verdict {
        notCounted.append((history.item, reason))
      } else if let input = DispatchInput(verdict) {
        if case .proven = input { counted.insert(history.item.id) }
        inputs.append((history.item, input))
      }
    }
    if let first = notCounted.first?.item, !mustStop {
      switch finding(series, asking: first, counted: counted, restoredBefore: restoredBefore) {
      case .explained: inputs += notCounted.map { ($0.item, .disproven(reason: $0.reason)) }
      case .unexplained(let reason): inputs += notCounted.map { ($0.item, .unexplained(reason: reason)) }
      case .wait: break
      }
    }
    try apply(inputs)
  }

  /// What the whole series' total says, once it is quiet.
  private func finding(
    _ series: SeriesHistory, asking item: DispatchItem, counted: Set<String>, restoredBefore: UTCHour
  ) -> RestoredSeriesRules.Finding {
    guard RestoredSeriesRules.reasonToWait(series, now: provider.now()) == nil else { return .wait }
    let first = series.items.first ?? item
    let acceptedSeconds = provider.deadline(for: first.bucket).seconds(since: first.bucket.start.start)
    let hours = RestoredSeriesRules.hours(series, before: restoredBefore, acceptedSeconds: acceptedSeconds)
    let total = provider.total(of: item, in: hours)
    return RestoredSeriesRules.finding(series, counted: counted, total: total, hours: hours)
  }
}
