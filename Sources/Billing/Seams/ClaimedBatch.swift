/// The permission to send items that are durably in flight. `settle` consumes it, so settling twice does not compile.
package struct ClaimedBatch: ~Copyable {
  /// The items, with their progress as it is now durable.
  package let items: [DispatchItem]
  /// The store's numbers of the open attempts, in the order of the items.
  package let attemptIDs: [Int64]

  /// A claim of the parts given; only stores make one.
  package init(items: [DispatchItem], attemptIDs: [Int64]) {
    precondition(items.count == attemptIDs.count, "every claimed item has one open attempt")
    self.items = items
    self.attemptIDs = attemptIDs
  }
}
