package import Billing

extension SQLiteStore {
  package func items(
    in window: BillingWindow, _ body: (DispatchItem) throws(StoreError) -> Void
  ) throws(StoreError) {
    try read { connection throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT \(DispatchItem.columns) FROM \(DispatchItem.tables)
        WHERE i.bucket_start >= ? AND i.bucket_start < ?
        ORDER BY (SELECT text FROM term WHERE id = i.provider), i.bucket_start,
          (SELECT text FROM term WHERE id = i.series), i.revision
        """, window.start.index, window.end.index)
      while try rows.next() { try body(try connection.item(rows)) }
    }
  }
}
