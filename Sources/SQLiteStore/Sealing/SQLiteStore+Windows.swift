package import Billing

extension SQLiteStore {
  package func sealedThrough() throws(StoreError) -> UTCHour? {
    try read { connection throws(StoreError) in try connection.sealedThrough() }
  }

  package func sealedCatalogVersion() throws(StoreError) -> String? {
    try read { connection throws(StoreError) in
      let rows = try connection.rows("SELECT catalog_version FROM seal ORDER BY id DESC LIMIT 1")
      return try rows.next() ? rows.text(0) : nil
    }
  }

  package func addDueWindows(_ windows: [BillingWindow]) throws(StoreError) {
    try write { connection throws(StoreError) in
      for window in windows {
        try connection.run(
          "INSERT INTO due_window (start_hour, end_hour) VALUES (?, ?)", window.start, window.end)
      }
    }
  }

  package func dueWindowsEnd() throws(StoreError) -> UTCHour? {
    try read { connection throws(StoreError) in
      try connection.integer("SELECT max(end_hour) FROM due_window").map(UTCHour.init(index:))
    }
  }

  package func dueWindows() throws(StoreError) -> [BillingWindow] {
    try read { connection throws(StoreError) in
      let rows = try connection.rows(
        "SELECT start_hour, end_hour FROM due_window WHERE seal IS NULL ORDER BY start_hour")
      var windows: [BillingWindow] = []
      while try rows.next() { windows.append(BillingWindow(start: rows.hour(0), end: rows.hour(1))) }
      return windows
    }
  }
}

extension Connection {
  func sealedThrough() throws(StoreError) -> UTCHour? {
    try integer("SELECT max(end_hour) FROM seal").map(UTCHour.init(index:))
  }
}
