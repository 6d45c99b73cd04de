package import Billing

/// Which of the due items go in flight together.
package enum ClaimSelection {
  /// The first items of `due`, in their order, that the rule allows at once.
  package static func select(from due: [DispatchItem], rule: ClaimRule) -> [DispatchItem] {
    var selected: [DispatchItem] = []
    var seriesInUse: Set<String> = []
    var bucketsInUse: Set<BucketKey> = []
    for item in due where selected.count < rule.itemCountMax {
      if rule.sharesBatchKey, let first = selected.first, first.payload.batchKey != item.payload.batchKey {
        continue
      }
      if rule.isExclusiveBySeries, seriesInUse.contains(item.bucket.series) { continue }
      guard bucketsInUse.insert(item.bucket).inserted else { continue }
      seriesInUse.insert(item.bucket.series)
      selected.append(item)
    }
    return selected
  }
}
