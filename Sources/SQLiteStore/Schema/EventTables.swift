/// What was posted: sources, batches, blocks of events, the index of de-duplication, cells and the quarantine.
enum EventTables {
  static let sql = """
    CREATE TABLE source (
      id INTEGER PRIMARY KEY,
      -- The first name that content came under.
      name TEXT NOT NULL,
      -- SHA-256 of the whole file; NULL for a stream, which cannot be read again, and until a file's is known.
      content_digest TEXT UNIQUE CHECK (length(content_digest) = 64 AND content_digest NOT GLOB '*[^0-9a-f]*'),
      byte_count INTEGER NOT NULL CHECK (byte_count >= 0),
      run INTEGER NOT NULL REFERENCES run,
      position_bytes INTEGER NOT NULL DEFAULT 0 CHECK (position_bytes >= 0),
      position_lines INTEGER NOT NULL DEFAULT 0 CHECK (position_lines >= 0),
      is_complete INTEGER NOT NULL DEFAULT 0 CHECK (is_complete IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX source_stream ON source (name, run) WHERE content_digest IS NULL AND is_complete = 0;
    CREATE TRIGGER source_only_advances BEFORE UPDATE ON source
    WHEN OLD.is_complete = 1 OR NEW.position_bytes < OLD.position_bytes OR NEW.position_lines < OLD.position_lines
      OR NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.content_digest IS NOT OLD.content_digest
      OR NEW.byte_count <> OLD.byte_count OR NEW.run <> OLD.run
    BEGIN SELECT RAISE(ABORT, 'a source is read forwards, once'); END;

    -- One transaction of posting, with its control totals.
    CREATE TABLE batch (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source,
      run INTEGER NOT NULL REFERENCES run,
      posted_at INTEGER NOT NULL,
      read_count INTEGER NOT NULL,
      posted_count INTEGER NOT NULL CHECK (posted_count >= 0),
      already_posted_count INTEGER NOT NULL CHECK (already_posted_count >= 0),
      conflict_count INTEGER NOT NULL CHECK (conflict_count >= 0),
      quarantined_count INTEGER NOT NULL CHECK (quarantined_count >= 0),
      -- Sum of the first eight key bytes of the posted rows, modulo 2^64, as a signed number.
      key_sum INTEGER NOT NULL,
      CHECK (read_count = posted_count + already_posted_count + conflict_count + quarantined_count)
    ) STRICT;
    CREATE INDEX batch_source ON batch (source);

    -- About a thousand rows; their records are packed column by column (EventRecords).
    CREATE TABLE block (
      id INTEGER PRIMARY KEY,
      batch INTEGER NOT NULL REFERENCES batch,
      row_count INTEGER NOT NULL CHECK (row_count BETWEEN 1 AND 65536),
      posted_count INTEGER NOT NULL CHECK (posted_count BETWEEN 1 AND row_count),
      first_hour INTEGER NOT NULL,
      last_hour INTEGER NOT NULL CHECK (last_hour >= first_hour),
      raw_byte_count INTEGER NOT NULL CHECK (raw_byte_count > 0),
      usage_id_byte_count INTEGER NOT NULL CHECK (usage_id_byte_count > 0),
      records BLOB NOT NULL
    ) STRICT;
    -- The raw rows and the usage ids, a zstd frame each; apart, so that metering reads records only.
    CREATE TABLE block_raw (
      block INTEGER PRIMARY KEY REFERENCES block,
      usage_ids BLOB NOT NULL,
      raw_rows BLOB NOT NULL
    ) STRICT;

    -- De-duplication without a horizon. place = block * 65536 + ordinal; digest = first 8 bytes of the content's.
    CREATE TABLE event (
      key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
      place INTEGER NOT NULL,
      digest INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Exact sums. seal = 0 while the cell is open; a sealed cell never changes, later events open a new one.
    -- A sum is an integer while it fits in 64 bits, else decimal text: most cells are then half as large.
    CREATE TABLE cell (
      id INTEGER PRIMARY KEY,
      hour INTEGER NOT NULL,
      project INTEGER NOT NULL,
      tier INTEGER NOT NULL,
      claim INTEGER NOT NULL,
      currency INTEGER NOT NULL,
      providers INTEGER NOT NULL,
      seal INTEGER NOT NULL DEFAULT 0 CHECK (seal >= 0),
      event_count INTEGER NOT NULL CHECK (event_count > 0),
      tokens ANY NOT NULL CHECK (typeof(tokens) IN ('integer', 'text')),
      gpu_hours_baseline ANY NOT NULL CHECK (typeof(gpu_hours_baseline) IN ('integer', 'text')),
      gpu_hours_used ANY NOT NULL CHECK (typeof(gpu_hours_used) IN ('integer', 'text')),
      gpu_hours_saved ANY NOT NULL CHECK (typeof(gpu_hours_saved) IN ('integer', 'text')),
      cost_savings ANY NOT NULL CHECK (typeof(cost_savings) IN ('integer', 'text')),
      usage_charge ANY NOT NULL CHECK (typeof(usage_charge) IN ('integer', 'text')),
      success_fee ANY NOT NULL CHECK (typeof(success_fee) IN ('integer', 'text'))
    ) STRICT;
    CREATE UNIQUE INDEX cell_key ON cell (hour, project, tier, claim, currency, providers, seal);
    CREATE INDEX cell_open ON cell (hour) WHERE seal = 0;
    CREATE TRIGGER cell_sealed_never_changes BEFORE UPDATE ON cell WHEN OLD.seal <> 0
    BEGIN SELECT RAISE(ABORT, 'a sealed cell never changes'); END;
    CREATE TRIGGER cell_key_never_changes
    BEFORE UPDATE OF id, hour, project, tier, claim, currency, providers ON cell
    BEGIN SELECT RAISE(ABORT, 'the key of a cell never changes'); END;

    CREATE TABLE quarantine (
      id INTEGER PRIMARY KEY,
      batch INTEGER NOT NULL REFERENCES batch,
      source_name TEXT NOT NULL,
      line INTEGER NOT NULL,
      byte_offset INTEGER NOT NULL,
      reason TEXT NOT NULL,
      detail TEXT NOT NULL,
      raw_row BLOB NOT NULL,
      quarantined_at INTEGER NOT NULL,
      resolved_at INTEGER,
      resolution TEXT,
      CHECK ((resolved_at IS NULL) = (resolution IS NULL))
    ) STRICT;
    CREATE INDEX quarantine_open ON quarantine (id) WHERE resolved_at IS NULL;
    CREATE INDEX quarantine_place ON quarantine (source_name, line);
    CREATE TRIGGER quarantine_resolved_once BEFORE UPDATE ON quarantine WHEN OLD.resolved_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a quarantined row is resolved once'); END;
    CREATE TRIGGER quarantine_row_never_changes
    BEFORE UPDATE OF id, batch, source_name, line, byte_offset, reason, detail, raw_row, quarantined_at
    ON quarantine
    BEGIN SELECT RAISE(ABORT, 'a quarantined row never changes'); END;
    """
}
