package import Billing

extension SQLiteStore {
  package func items(
    in window: BillingWindow, _ body: (DispatchItem) throws(StoreError) -> Void
  ) throws(StoreError) {
    let sequences = try read { connection throws(StoreError) in
      try connection.integers(
        """
        SELECT i.seq FROM item i JOIN term p ON p.id = i.provider JOIN term s ON s.id = i.series
        WHERE i.bucket_start >= ? AND i.bucket_start < ?
        ORDER BY p.text, i.bucket_start, i.bucket_hours, s.text, i.revision
        """, window.start, window.end)
    }
    // A thousand at a time, so that memory stays bounded and the body may use the store.
    for start in stride(from: 0, to: sequences.count, by: 1_000) {
      let items = try read { connection throws(StoreError) in
        var items: [DispatchItem] = []
        for sequence in sequences[start..<min(start + 1_000, sequences.count)] {
          items += try connection.items("i.seq = ?", sequence)
        }
        return items
      }
      for item in items { try body(item) }
    }
  }
}
