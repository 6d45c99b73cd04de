/// What a target answers when it is asked how much it counts in an item's bucket.
package enum BucketTotal: Hashable, Sendable {
  /// It counts so much, as its decimal text, by an answer kept as evidence. `accumulation` says how it counts several
  /// items of one bucket.
  case counted(valueText: String, accumulation: Route.Accumulation, evidence: Receipt)
  /// It cannot be asked, but it counts a bucket once whatever is sent, until the item's deadline: the same bytes may be
  /// sent again to learn what it holds.
  case deduplicated
  /// It has no way to tell.
  case unanswerable(reason: String)
  /// It did not answer now.
  case unreachable(reason: String)
}

/// An item that may have counted, with everything that can tell whether it did.
package struct BucketHistory: Hashable, Sendable {
  /// The item in doubt.
  package let item: DispatchItem
  /// The other items of its bucket, by revision.
  package let siblings: [DispatchItem]
  /// When anything of the bucket was last sent, answered or put in doubt, by the provider's clock.
  package let lastChangedAt: Instant

  /// A history of the parts given.
  package init(item: DispatchItem, siblings: [DispatchItem], lastChangedAt: Instant) {
    self.item = item
    self.siblings = siblings
    self.lastChangedAt = lastChangedAt
  }
}
