/// The index of de-duplication as sorted runs, and sums that wait to be added to their cells.
enum RunTables {
  static let sql = """
    -- A run of the index. Once merged into another one it has no pages left.
    CREATE TABLE event_run (
      id INTEGER PRIMARY KEY CHECK (id < 2147483648),
      level INTEGER NOT NULL CHECK (level >= 0),
      -- Pages are told by so many leading bits of the key.
      page_bits INTEGER NOT NULL CHECK (page_bits BETWEEN 0 AND 31),
      entry_count INTEGER NOT NULL CHECK (entry_count > 0),
      merged_into INTEGER REFERENCES event_run
    ) STRICT;
    CREATE INDEX event_run_live ON event_run (id) WHERE merged_into IS NULL;
    CREATE TRIGGER event_run_merged_once BEFORE UPDATE ON event_run
    WHEN OLD.merged_into IS NOT NULL OR NEW.merged_into IS NULL OR NEW.id <> OLD.id OR NEW.level <> OLD.level
      OR NEW.page_bits <> OLD.page_bits OR NEW.entry_count <> OLD.entry_count
    BEGIN SELECT RAISE(ABORT, 'a run of the index is only ever merged, once'); END;

    -- id = run * 2^32 + page, or filter. Entries of 32 bytes: key (16), place (8), digest (8).
    CREATE TABLE event_page (
      id INTEGER PRIMARY KEY,
      entries BLOB NOT NULL CHECK (length(entries) > 0 AND length(entries) % 32 = 0)
    ) STRICT;
    CREATE TABLE event_filter (
      id INTEGER PRIMARY KEY,
      bits BLOB NOT NULL CHECK (length(bits) > 0 AND length(bits) % 64 = 0)
    ) STRICT;
    \(goesOnlyMerged("event_page"))
    \(goesOnlyMerged("event_filter"))

    -- Sums of the cells of one batch, sorted by the cells' keys, packed column by column (CellRun): they are added to
    -- the cells when their source is read to its end. id = batch * 2^20 + piece.
    CREATE TABLE cell_run (
      id INTEGER PRIMARY KEY,
      event_count INTEGER NOT NULL CHECK (event_count > 0),
      cells BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER cell_run_never_changes BEFORE UPDATE ON cell_run
    BEGIN SELECT RAISE(ABORT, 'rows of cell_run never change'); END;
    """

  private static func goesOnlyMerged(_ table: String) -> String {
    """
    CREATE TRIGGER \(table)_never_changes BEFORE UPDATE ON \(table)
    BEGIN SELECT RAISE(ABORT, 'rows of \(table) never change'); END;
    CREATE TRIGGER \(table)_goes_only_merged BEFORE DELETE ON \(table)
    WHEN (SELECT merged_into FROM event_run WHERE id = OLD.id >> 32) IS NULL
    BEGIN SELECT RAISE(ABORT, 'rows of \(table) go only when their run is merged into another'); END;
    """
  }
}
