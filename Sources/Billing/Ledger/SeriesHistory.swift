/// Everything of one series in buckets before some hour.
package struct SeriesHistory: Hashable, Sendable {
  /// Its items, by bucket and revision.
  package let items: [DispatchItem]
  /// When any of them was last sent, answered or put in doubt, by the provider's clock; `nil` when none ever was.
  package let lastChangedAt: Instant?

  /// A history of the parts given.
  package init(items: [DispatchItem], lastChangedAt: Instant?) {
    self.items = items
    self.lastChangedAt = lastChangedAt
  }
}
