/// A seal whose items are frozen a slice at a time, so that nobody holds the bytes of a whole window, and a store that
/// has processors to spare inserts one slice while the next is frozen. Still one seal: one transaction, all or nothing.
///
/// What it is made of is given once: either `whole` is called, or the slices are walked. A store that finds in the
/// middle of them that a bucket cannot be frozen rolls back and seals `whole` instead.
package protocol SlicedSeal: AnyObject {
  /// At most so many items; known without freezing any.
  var itemCountMax: Int { get }
  /// The plan but for its items and what they supersede. Its charges name no items; `itemPlaces` does.
  var frame: SealPlan { get }
  /// How many items the slices hold together.
  var itemCount: Int { get }
  /// For each charge of `frame`, the place of its item in the order of the items; below zero for none.
  var itemPlaces: [Int32] { get }
  /// Freezes the next items in their order, at most `countMax`; `nil` after the last. May be called on a thread of its
  /// own while nobody else uses what the seal was made with. Throws what the provider refuses to freeze.
  func nextSlice(countMax: Int) throws(FreezeError) -> SealSlice?
  /// The same seal in one piece; charges whose bucket cannot be frozen are held.
  func whole() -> SealPlan
}

/// Some of a seal's items.
package struct SealSlice: Sendable {
  /// The items, in order.
  package var items: [PlannedItem]
  /// Items that they replace before they were ever sent: old identifier to new.
  package var supersededItems: [String: String]

  /// A slice of the parts given.
  package init(items: [PlannedItem] = [], supersededItems: [String: String] = [:]) {
    self.items = items
    self.supersededItems = supersededItems
  }
}
