package import Billing

extension SQLiteStore {
  package func events(
    in window: BillingWindow, _ body: (PostedEvent) throws(StoreError) -> Void
  ) throws(StoreError) {
    let (reading, blockIDs) = try read { connection throws(StoreError) in
      let blockIDs = try connection.blockIDs(of: window)
      return (try EventReading(connection), blockIDs)
    }
    // Block by block, so that memory stays bounded and the body may use the store.
    for blockID in blockIDs {
      let events = try read { connection throws(StoreError) in
        let records = try EventRecords(ofBlock: blockID, in: connection)
        let rows = (0..<records.count).filter { records.isPosted($0) && window.contains(records.hour($0)) }
        guard !rows.isEmpty else { return [PostedEvent]() }
        let block = try StoredBlock(blockID, rows: rows, in: connection)
        var events: [PostedEvent] = []
        for row in rows { events.append(try reading.event(block, row, in: connection)) }
        return events
      }
      for event in events { try body(event) }
    }
  }
}

extension Connection {
  /// The blocks that may hold events of a window, in the order of posting.
  func blockIDs(of window: BillingWindow) throws(StoreError) -> [Int64] {
    try integers(Self.blocksOfHours, window.start, window.end)
  }

  // The plus has SQLite sort what it finds: it would walk over whole blocks to find them in order.
  static let blocksOfHours = "SELECT id FROM block WHERE last_hour >= ? AND first_hour < ? ORDER BY +id"
}
