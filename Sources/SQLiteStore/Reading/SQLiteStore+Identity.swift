package import Billing

extension SQLiteStore {
  package func identity() throws(StoreError) -> LedgerIdentity {
    try read { connection throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT ledger_id, coalesce((SELECT epoch FROM lease), 0), coalesce((SELECT max(id) FROM attempt), 0),
          (SELECT max(started_at) FROM run)
        FROM ledger
        """)
      guard try rows.next() else { throw connection.damaged("it does not say which ledger it is") }
      return LedgerIdentity(
        ledgerID: rows.text(0), epoch: rows.integer(1), attemptCount: rows.integer(2),
        latestRunAt: rows.instantIfAny(3))
    }
  }

  package func noteRestored(before hour: UTCHour, runID: Int64) throws(StoreError) {
    try write { connection throws(StoreError) in
      try connection.run(
        "UPDATE ledger SET restored_before_hour = max(coalesce(restored_before_hour, ?), ?)", hour, hour)
    }
  }
}
