import Billing

extension LedgerState {
  /// Items whose bucket starts in a window, by provider, bucket, series and revision.
  func items(in window: BillingWindow) -> [DispatchItem] {
    let indexes = itemRows.indices.filter { window.contains(itemRows[$0].item.bucket.start) }
    return indexes.sorted { precedes(itemRows[$0].item, itemRows[$1].item) }.map { itemRows[$0].item }
  }

  private func precedes(_ left: DispatchItem, _ right: DispatchItem) -> Bool {
    let (first, second) = (left.bucket, right.bucket)
    if first.provider != second.provider { return Self.precedes(first.provider.name, second.provider.name) }
    if first.start != second.start { return first.start < second.start }
    if first.hours != second.hours { return first.hours < second.hours }
    if first.series != second.series { return Self.precedes(first.series, second.series) }
    return left.revision < right.revision
  }

  /// Bytewise, as SQL orders texts.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// The item and those that replaced it, oldest first.
  func successors(of item: Int) -> [Int] {
    chain(from: item) { itemRows[$0].successor.map { [$0] } ?? [] }
  }

  /// The item and those that it replaced, oldest first.
  func predecessors(of item: Int) -> [Int] { chain(from: item) { itemRows[$0].predecessors } }

  private func chain(from item: Int, _ next: (Int) -> [Int]) -> [Int] {
    var (found, open): (Set<Int>, [Int]) = ([item], [item])
    while let index = open.popLast() {
      for other in next(index) where found.insert(other).inserted { open.append(other) }
    }
    return found.sorted()
  }
}
