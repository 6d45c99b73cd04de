import Billing

extension LedgerState {
  /// The end of the last sealed window.
  var sealedThrough: UTCHour? { sealRows.last?.window.end }

  /// Windows are sealed in order, one a seal: the first ones are those that are sealed.
  var dueWindows: [BillingWindow] { Array(windows[sealRows.count...]) }

  mutating func addDueWindows(_ added: [BillingWindow]) throws(StoreError) {
    var end = windows.last?.end
    for window in added {
      try Rules.require(end == nil || end == window.start, "due windows have no holes and no overlaps")
      end = window.end
    }
    windows += added
  }
}
