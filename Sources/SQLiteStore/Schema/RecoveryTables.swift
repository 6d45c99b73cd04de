/// Timelines of a ledger that was restored, and carries of their own for usage since a restore (decision 0010).
enum RecoveryTables {
  static let sql = """
    DROP TRIGGER ledger_is_itself;
    -- Drawn anew by every recovery: a witness of another timeline refuses the ledger.
    ALTER TABLE ledger ADD COLUMN timeline_id TEXT NOT NULL DEFAULT '00000000000000000000000000000000'
      CHECK (length(timeline_id) = 32);
    UPDATE ledger SET timeline_id = ledger_id;
    CREATE TRIGGER ledger_is_itself BEFORE UPDATE ON ledger
    WHEN NEW.ledger_id <> OLD.ledger_id OR NEW.created_at <> OLD.created_at
    BEGIN SELECT RAISE(ABORT, 'a ledger keeps its name'); END;
    CREATE TRIGGER ledger_recovery_begins_timeline BEFORE UPDATE ON ledger
    WHEN NEW.ledger_id = OLD.ledger_id AND NEW.created_at = OLD.created_at
      AND (NEW.timeline_id = OLD.timeline_id OR NEW.timeline_id = NEW.ledger_id
        OR NEW.restored_before_hour IS NULL OR NEW.restored_before_hour < OLD.restored_before_hour)
    BEGIN SELECT RAISE(ABORT, 'a recovery begins a new timeline, and what is in doubt only grows'); END;

    -- A lost part of the ledger's history may have sent it: first comes a doubt, which ends in a new generation.
    CREATE TRIGGER item_before_restore_sent_after_doubt BEFORE UPDATE ON item
    WHEN NEW.state = 'in_flight' AND OLD.ambiguous_since IS NULL AND OLD.generation = 0
      AND OLD.bucket_start < (SELECT restored_before_hour FROM ledger)
    BEGIN SELECT RAISE(ABORT, 'an item of an hour before a restore is sent only after its doubt has ended'); END;

    CREATE TABLE carry_since (
      provider INTEGER NOT NULL,
      series INTEGER NOT NULL,
      project INTEGER NOT NULL,
      -- Usage of this hour and later: each restore begins a new carry, so that its rest meets no doubtful one.
      since_hour INTEGER NOT NULL,
      cumulative_steps TEXT NOT NULL,
      emitted_units TEXT NOT NULL,
      steps_per_unit TEXT NOT NULL,
      PRIMARY KEY (provider, series, project, since_hour)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO carry_since SELECT provider, series, project, 0, cumulative_steps, emitted_units, steps_per_unit
      FROM carry;
    DROP TABLE carry;
    ALTER TABLE carry_since RENAME TO carry;
    CREATE TRIGGER carry_unit_never_changes BEFORE UPDATE ON carry
    WHEN NEW.provider <> OLD.provider OR NEW.series <> OLD.series OR NEW.project <> OLD.project
      OR NEW.since_hour <> OLD.since_hour OR NEW.steps_per_unit <> OLD.steps_per_unit
    BEGIN SELECT RAISE(ABORT, 'the unit of a carry never changes'); END;
    """
}
