package import Billing

extension SQLiteStore {
  package func identity() throws(StoreError) -> LedgerIdentity {
    try read { connection throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT ledger_id, timeline_id, coalesce((SELECT epoch FROM lease), 0),
          coalesce((SELECT max(id) FROM attempt), 0), (SELECT max(started_at) FROM run), restored_before_hour,
          (SELECT max(end_hour) FROM seal)
        FROM ledger
        """)
      guard try rows.next() else { throw connection.damaged("it does not say which ledger it is") }
      return LedgerIdentity(
        ledgerID: rows.text(0), timelineID: rows.text(1), epoch: rows.integer(2),
        attemptCount: rows.integer(3),
        latestRunAt: rows.instantIfAny(4), restoredBefore: rows.integerIfAny(5).map(UTCHour.init(index:)),
        sealedThrough: rows.integerIfAny(6).map(UTCHour.init(index:)))
    }
  }
}
