/// What was sealed: windows, seals, charges, carries and rating progress.
enum SealTables {
  static let sql = """
    CREATE TABLE seal (
      id INTEGER PRIMARY KEY,
      start_hour INTEGER NOT NULL UNIQUE,
      end_hour INTEGER NOT NULL UNIQUE CHECK (end_hour > start_hour),
      catalog_version TEXT NOT NULL,
      -- The last batch it has seen. An event belongs to the first seal that ends after its hour and has seen its batch.
      batch_high INTEGER NOT NULL,
      run INTEGER NOT NULL REFERENCES run,
      sealed_at INTEGER NOT NULL,
      cell_count INTEGER NOT NULL,
      charge_count INTEGER NOT NULL,
      item_count INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE due_window (
      start_hour INTEGER PRIMARY KEY,
      end_hour INTEGER NOT NULL UNIQUE CHECK (end_hour > start_hour),
      -- NULL while due.
      seal INTEGER UNIQUE REFERENCES seal
    ) STRICT;
    CREATE TRIGGER due_window_continues BEFORE INSERT ON due_window
    WHEN NEW.start_hour <> (SELECT max(end_hour) FROM due_window)
    BEGIN SELECT RAISE(ABORT, 'due windows have no holes and no overlaps'); END;
    CREATE TRIGGER due_window_sealed_in_order BEFORE UPDATE ON due_window
    WHEN OLD.seal IS NOT NULL OR NEW.start_hour <> OLD.start_hour OR NEW.end_hour <> OLD.end_hour
      OR EXISTS (SELECT 1 FROM due_window WHERE start_hour < OLD.start_hour AND seal IS NULL)
    BEGIN SELECT RAISE(ABORT, 'windows are sealed once and in order'); END;

    CREATE TABLE charge (
      id INTEGER PRIMARY KEY,
      cell INTEGER NOT NULL REFERENCES cell,
      meter INTEGER NOT NULL,
      provider INTEGER NOT NULL,
      state TEXT NOT NULL CHECK \(StateConditions.isOneOf("state", "planned", "held", "skipped", "replaced")),
      -- The word of a hold, the sentence of a skip.
      reason TEXT,
      -- NULL for a planned charge whose steps wait in the carry until they make a whole unit.
      item INTEGER REFERENCES item,
      unit INTEGER NOT NULL,
      quantity_steps TEXT NOT NULL,
      money_steps TEXT,
      currency INTEGER,
      price INTEGER,
      billed_steps TEXT NOT NULL,
      -- The seal that wrote or last changed it.
      seal INTEGER NOT NULL REFERENCES seal,
      UNIQUE (cell, meter, provider),
      CHECK ((state IN ('held', 'skipped')) = (reason IS NOT NULL)),
      CHECK (item IS NULL OR state = 'planned'),
      CHECK ((money_steps IS NULL) = (currency IS NULL))
    ) STRICT;
    CREATE INDEX charge_waiting ON charge (cell) WHERE state IN ('held', 'skipped');
    CREATE INDEX charge_item ON charge (item) WHERE item IS NOT NULL;
    CREATE TRIGGER charge_final BEFORE UPDATE ON charge WHEN OLD.state IN ('planned', 'replaced')
    BEGIN SELECT RAISE(ABORT, 'a charge that is planned or replaced never changes'); END;
    CREATE TRIGGER charge_key_never_changes BEFORE UPDATE OF id, cell, meter, provider ON charge
    BEGIN SELECT RAISE(ABORT, 'the key of a charge never changes'); END;
    CREATE TRIGGER charge_of_sealed_cell BEFORE INSERT ON charge
    WHEN (SELECT seal FROM cell WHERE id = NEW.cell) = 0
    BEGIN SELECT RAISE(ABORT, 'only sealed cells are charged'); END;

    CREATE TABLE carry (
      provider INTEGER NOT NULL,
      series INTEGER NOT NULL,
      project INTEGER NOT NULL,
      cumulative_steps TEXT NOT NULL,
      emitted_units TEXT NOT NULL,
      steps_per_unit TEXT NOT NULL,
      PRIMARY KEY (provider, series, project)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER carry_unit_never_changes BEFORE UPDATE ON carry
    WHEN NEW.provider <> OLD.provider OR NEW.series <> OLD.series OR NEW.project <> OLD.project
      OR NEW.steps_per_unit <> OLD.steps_per_unit
    BEGIN SELECT RAISE(ABORT, 'the unit of a carry never changes'); END;

    CREATE TABLE rating (
      period INTEGER NOT NULL,
      project INTEGER NOT NULL,
      price INTEGER NOT NULL,
      terms INTEGER NOT NULL,
      quantity_steps TEXT NOT NULL,
      money_steps TEXT NOT NULL,
      PRIMARY KEY (period, project, price, terms)
    ) STRICT, WITHOUT ROWID;
    """
}
