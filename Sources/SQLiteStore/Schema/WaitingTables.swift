/// Usage that waits to be added to its cells: named by its batches in place of sums made of them beforehand.
enum WaitingTables {
  static let sql = """
    -- Batches whose events are in no cell yet; they are added when their source is read to its end, from their records.
    CREATE TABLE waiting_batch (
      batch INTEGER PRIMARY KEY REFERENCES batch,
      -- The batch's blocks are among these.
      first_block INTEGER NOT NULL,
      last_block INTEGER NOT NULL CHECK (last_block >= first_block)
    ) STRICT;
    CREATE TRIGGER waiting_batch_never_changes BEFORE UPDATE ON waiting_batch
    BEGIN SELECT RAISE(ABORT, 'rows of waiting_batch never change'); END;
    INSERT INTO waiting_batch (batch, first_block, last_block)
      SELECT batch, min(id), max(id) FROM block WHERE batch IN (SELECT DISTINCT id >> 20 FROM cell_run) GROUP BY batch;
    DROP TABLE cell_run;
    """
}
