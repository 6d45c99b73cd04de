import Billing

/// Which items an attempt before the present one may have counted of.
///
/// A claim makes every item ambiguous before its first byte leaves, so a claimed item no longer tells. It is
/// read from the items as they are before their claim, when the provider is prepared for them: an item whose
/// attempts were all refused before any effect carries no doubt then.
struct EarlierDoubts {
  private var progressBeforeClaim: [String: DispatchProgress] = [:]

  /// Reads items that are about to be claimed; what was read before is forgotten.
  mutating func read(_ items: [DispatchItem]) {
    progressBeforeClaim = Dictionary(items.map { ($0.id, $0.progress) }, uniquingKeysWith: { $1 })
  }

  /// Whether an earlier attempt may have counted of a claimed item. One that was not read right before this
  /// claim is doubtful after its first attempt, since nothing proves the contrary.
  func mayHaveCounted(_ item: DispatchItem) -> Bool {
    guard item.progress.attemptCount > 1 else { return false }
    guard let before = progressBeforeClaim[item.id], before.attemptCount + 1 == item.progress.attemptCount
    else { return true }
    return before.ambiguousSince != nil
  }
}
