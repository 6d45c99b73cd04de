import Billing

extension LedgerState {
  /// Items whose bucket starts in a window, by provider, bucket, series and revision.
  func items(in window: BillingWindow) -> [DispatchItem] {
    let places = itemRows.indices.compactMap { index in
      window.contains(itemRows[index].item.bucket.start) ? ItemPlace(itemRows[index].item, index) : nil
    }
    return places.sorted { $0.precedes($1) }.map { itemRows[$0.index].item }
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

/// Where an item stands in the order of all. Places are sorted, not items.
private struct ItemPlace {
  private let bucket: BucketKey
  private let revision: Int
  let index: Int

  init(_ item: DispatchItem, _ index: Int) {
    bucket = item.bucket
    revision = item.revision
    self.index = index
  }

  func precedes(_ other: ItemPlace) -> Bool {
    let (first, second) = (bucket, other.bucket)
    if first.provider != second.provider { return Self.precedes(first.provider.name, second.provider.name) }
    if first.start != second.start { return first.start < second.start }
    if first.hours != second.hours { return first.hours < second.hours }
    if first.series != second.series { return Self.precedes(first.series, second.series) }
    return revision < other.revision
  }

  /// Bytewise, as SQL orders texts.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
