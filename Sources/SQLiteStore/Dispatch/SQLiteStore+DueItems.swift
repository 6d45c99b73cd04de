package import Billing

extension SQLiteStore {
  package func dueItems(
    of provider: ProviderID, in window: BillingWindow?, at now: Instant, countMax: Int
  ) throws(StoreError) -> [DispatchItem] {
    try read { connection throws(StoreError) in
      try connection.items(
        """
        \(StateConditions.isOpen("i.state"))
          AND i.state IN ('planned', 'skipped', 'deferred', 'in_flight')
          AND i.provider = (SELECT id FROM term WHERE text = ?)
          AND (i.next_attempt_at IS NULL OR i.next_attempt_at <= ?)
          AND i.bucket_start >= ? AND i.bucket_start < ?
          AND NOT EXISTS (
            SELECT 1 FROM item e WHERE e.bucket_start = i.bucket_start AND e.provider = i.provider
              AND e.series = i.series AND e.bucket_hours = i.bucket_hours AND e.revision < i.revision
              AND \(StateConditions.isOpen("e.state")))
        ORDER BY i.deadline_at, i.bucket_start, i.seq LIMIT ?
        """, provider.name, now, window?.start.index ?? Int64.min, window?.end.index ?? Int64.max, countMax)
    }
  }

  package func itemsPastDeadlineOrInFlight(
    of provider: ProviderID, at now: Instant
  ) throws(StoreError) -> [DispatchItem] {
    try read { connection throws(StoreError) in
      try connection.items(
        """
        \(StateConditions.isOpen("i.state"))
          AND i.provider = (SELECT id FROM term WHERE text = ?)
          AND (i.state = 'in_flight' OR (i.state IN ('planned', 'skipped', 'deferred') AND i.deadline_at < ?))
        ORDER BY i.deadline_at, i.bucket_start, i.seq
        """, provider.name, now)
    }
  }
}
