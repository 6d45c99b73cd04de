package import Billing

extension SQLiteStore {
  package func quarantine(countMax: Int) throws(StoreError) -> [QuarantineEntry] {
    try read { connection throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT \(QuarantineEntry.columns) FROM quarantine WHERE resolved_at IS NULL ORDER BY id DESC LIMIT ?
        """, countMax)
      var entries: [QuarantineEntry] = []
      while try rows.next() { entries.append(try QuarantineEntry(rows)) }
      return entries
    }
  }

  package func quarantineEntry(_ id: Int64) throws(StoreError) -> QuarantineEntry? {
    try read { connection throws(StoreError) in
      let rows = try connection.rows("SELECT \(QuarantineEntry.columns) FROM quarantine WHERE id = ?", id)
      return try rows.next() ? try QuarantineEntry(rows) : nil
    }
  }

  package func resolveQuarantine(_ id: Int64, at now: Instant, note: String) throws(StoreError) {
    try write { connection throws(StoreError) in
      try connection.run(
        "UPDATE quarantine SET resolved_at = ?, resolution = ? WHERE id = ? AND resolved_at IS NULL",
        now, note, id)
      guard connection.changeCount == 1 else {
        throw .changedMeanwhile(detail: "row \(id) of the quarantine is not there, or was resolved before")
      }
    }
  }
}

extension QuarantineEntry {
  fileprivate static let columns =
    "id, source_name, line, byte_offset, reason, detail, raw_row, quarantined_at, resolved_at"

  fileprivate init(_ rows: PreparedStatement) throws(StoreError) {
    let row = QuarantinedRow(
      source: rows.text(1), line: rows.count(2), byteOffset: rows.count(3),
      reason: try rows.word(4, QuarantineReason.self), detail: rows.text(5), rawBytes: rows.blob(6))
    self.init(id: rows.integer(0), row: row, at: rows.instant(7), resolvedAt: rows.instantIfAny(8))
  }
}
