/// The ledger itself, who holds it, the runs, and the texts that rows share.
enum LedgerTables {
  static let sql = """
    CREATE TABLE ledger (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      -- Tells this ledger from a copy that went its own way.
      ledger_id TEXT NOT NULL CHECK (length(ledger_id) = 32),
      created_at INTEGER NOT NULL,
      -- Items of buckets before this hour begin in doubt, since the ledger was restored from an older copy.
      restored_before_hour INTEGER
    ) STRICT;
    CREATE TRIGGER ledger_is_itself BEFORE UPDATE ON ledger
    WHEN NEW.ledger_id <> OLD.ledger_id OR NEW.created_at <> OLD.created_at
      OR NEW.restored_before_hour IS NULL OR NEW.restored_before_hour < OLD.restored_before_hour
    BEGIN SELECT RAISE(ABORT, 'of a ledger only the hour before which it is in doubt moves, and only forward'); END;

    -- The lock file says who may write now; the epoch fences what an earlier holder still tries to write.
    CREATE TABLE lease (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      epoch INTEGER NOT NULL CHECK (epoch > 0),
      is_held INTEGER NOT NULL CHECK (is_held IN (0, 1)),
      host TEXT NOT NULL,
      process_id INTEGER NOT NULL,
      boot_id TEXT NOT NULL,
      command TEXT NOT NULL,
      since INTEGER NOT NULL
    ) STRICT;
    CREATE TRIGGER lease_epoch_rises BEFORE UPDATE OF epoch ON lease WHEN NEW.epoch <= OLD.epoch
    BEGIN SELECT RAISE(ABORT, 'the epoch of the lease only rises'); END;

    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      actor TEXT NOT NULL,
      reason TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      finished_at INTEGER,
      exit_code INTEGER,
      results TEXT,
      CHECK ((finished_at IS NULL) = (exit_code IS NULL))
    ) STRICT;
    CREATE TRIGGER run_ends_once BEFORE UPDATE ON run
    WHEN OLD.finished_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.actor <> OLD.actor
      OR NEW.reason <> OLD.reason OR NEW.started_at <> OLD.started_at
    BEGIN SELECT RAISE(ABORT, 'a run ends once, and nothing else of it changes'); END;

    CREATE TABLE term (
      id INTEGER PRIMARY KEY,
      text TEXT NOT NULL UNIQUE
    ) STRICT;
    """
}
