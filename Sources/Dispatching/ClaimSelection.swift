package import Billing

/// Which of the due items go in flight together.
package enum ClaimSelection {
  /// The claims that `due` is sent by, one after the other: each holds the first items, in their order, that the rule
  /// allows at once and no claim before it holds. One walk over the items: each joins the first claim that takes it.
  package static func claims(of due: [DispatchItem], rule: ClaimRule) -> [[DispatchItem]] {
    guard due.count > 1 else { return due.isEmpty ? [] : [due] }
    var drafts: [Draft] = []
    var firstOpen = 0
    for (index, item) in due.enumerated() {
      while firstOpen < drafts.count, drafts[firstOpen].indexes.count == rule.itemCountMax { firstOpen += 1 }
      if let place = drafts.indices[firstOpen...].first(where: { drafts[$0].takes(item, rule) }) {
        drafts[place].add(item, index)
      } else {
        var draft = Draft(batchKey: item.payload.batchKey)
        draft.add(item, index)
        drafts.append(draft)
      }
    }
    return drafts.map { draft in draft.indexes.map { due[$0] } }
  }

  private struct Draft {
    let batchKey: String
    private(set) var indexes: [Int] = []
    private var series: Set<String> = []
    private var buckets: Set<BucketKey> = []

    init(batchKey: String) { self.batchKey = batchKey }

    func takes(_ item: DispatchItem, _ rule: ClaimRule) -> Bool {
      indexes.count < rule.itemCountMax
        && !(rule.sharesBatchKey && batchKey != item.payload.batchKey)
        && !(rule.isExclusiveBySeries && series.contains(item.bucket.series))
        && !buckets.contains(item.bucket)
    }

    mutating func add(_ item: DispatchItem, _ index: Int) {
      indexes.append(index)
      series.insert(item.bucket.series)
      buckets.insert(item.bucket)
    }
  }
}
