/// What is sent: items with their frozen bytes, attempts, receipts and history.
enum DispatchTables {
  static let sql = """
    CREATE TABLE item (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 100),
      provider INTEGER NOT NULL,
      series INTEGER NOT NULL,
      bucket_start INTEGER NOT NULL,
      bucket_hours INTEGER NOT NULL CHECK (bucket_hours IN (1, 24)),
      revision INTEGER NOT NULL CHECK (revision >= 0),
      units TEXT NOT NULL,
      value_text TEXT NOT NULL,
      money_steps TEXT NOT NULL,
      currency INTEGER NOT NULL,
      payload_digest TEXT NOT NULL
        CHECK (length(payload_digest) = 64 AND payload_digest NOT GLOB '*[^0-9a-f]*'),
      batch_key INTEGER NOT NULL,
      address INTEGER NOT NULL,
      seal INTEGER NOT NULL REFERENCES seal,
      deadline_at INTEGER NOT NULL,
      -- From here on the progress, which alone may change.
      state TEXT NOT NULL CHECK \(StateConditions.isOneOf(
        "state", "planned", "held", "skipped", "deferred", "in_flight", "delivered", "rejected", "expired", "unknown",
        "parked", "superseded")),
      reason TEXT NOT NULL,
      attempt_count INTEGER NOT NULL CHECK (attempt_count >= 0),
      ambiguous_since INTEGER,
      generation INTEGER NOT NULL CHECK (generation >= 0),
      next_attempt_at INTEGER,
      superseded_by INTEGER REFERENCES item,
      -- Expired means that no attempt was ever made; so does superseded.
      CHECK (attempt_count = 0 OR state NOT IN ('expired', 'superseded')),
      -- After the ledger was restored an item may have been sent by attempts that nobody knows of any more.
      CHECK (attempt_count > 0 OR state <> 'in_flight'),
      CHECK (attempt_count > 0 OR ambiguous_since IS NOT NULL
        OR \(StateConditions.isNoneOf("state", "delivered", "unknown"))),
      CHECK ((state = 'superseded') = (superseded_by IS NOT NULL))
    ) STRICT;
    CREATE UNIQUE INDEX item_bucket ON item (bucket_start, provider, series, bucket_hours, revision);
    CREATE INDEX item_open ON item (provider, deadline_at, bucket_start)
      WHERE \(StateConditions.isOpen("state"));
    CREATE INDEX item_predecessor ON item (superseded_by) WHERE superseded_by IS NOT NULL;

    -- Apart from the item, so that sums over items do not read the bytes.
    CREATE TABLE item_payload (
      item INTEGER PRIMARY KEY REFERENCES item,
      bytes BLOB NOT NULL
    ) STRICT;

    -- What of an item's units is whose.
    CREATE TABLE item_allocation (
      item INTEGER NOT NULL REFERENCES item,
      project INTEGER NOT NULL,
      units TEXT NOT NULL,
      PRIMARY KEY (item, project)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE attempt (
      id INTEGER PRIMARY KEY,
      item INTEGER NOT NULL REFERENCES item,
      number INTEGER NOT NULL CHECK (number > 0),
      generation INTEGER NOT NULL CHECK (generation >= 0),
      run INTEGER NOT NULL REFERENCES run,
      lease_epoch INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      -- NULL while open, and for ever when the process died before it knew.
      ended_at INTEGER,
      outcome TEXT CHECK \(StateConditions.isOneOf("outcome", "counted", "refused_before_effect", "ambiguous")),
      detail TEXT,
      UNIQUE (item, number),
      CHECK ((ended_at IS NULL) = (outcome IS NULL) AND (outcome IS NULL) = (detail IS NULL))
    ) STRICT;

    CREATE TABLE receipt (
      item INTEGER PRIMARY KEY REFERENCES item,
      -- NULL when proof came otherwise than by an answer to an attempt.
      attempt INTEGER REFERENCES attempt,
      kind TEXT NOT NULL
        CHECK \(StateConditions.isOneOf("kind", "new", "duplicate", "found", "attested")),
      provider_record_id TEXT,
      request_id TEXT,
      provider_date INTEGER,
      status INTEGER NOT NULL,
      body_digest TEXT NOT NULL CHECK (length(body_digest) = 64 AND body_digest NOT GLOB '*[^0-9a-f]*'),
      body_excerpt TEXT NOT NULL,
      received_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX receipt_record ON receipt (provider_record_id) WHERE provider_record_id IS NOT NULL;
    CREATE INDEX receipt_request ON receipt (request_id) WHERE request_id IS NOT NULL;

    -- Every change of an item's progress. That it began as planned is told by its seal.
    CREATE TABLE item_transition (
      id INTEGER PRIMARY KEY,
      item INTEGER NOT NULL REFERENCES item,
      from_state TEXT NOT NULL,
      to_state TEXT NOT NULL,
      reason TEXT NOT NULL,
      attempt_count INTEGER NOT NULL,
      generation INTEGER NOT NULL,
      run INTEGER NOT NULL REFERENCES run,
      changed_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX item_transition_item ON item_transition (item);
    """
}
