/// What GPU usage records hold, and what they add to the cells.
enum UsageRecordTables {
  static let sql = """
    ALTER TABLE cell ADD COLUMN gpu_milliseconds ANY NOT NULL DEFAULT 0
      CHECK (typeof(gpu_milliseconds) IN ('integer', 'text'));
    ALTER TABLE cell ADD COLUMN gpus_peak ANY NOT NULL DEFAULT 0
      CHECK (typeof(gpus_peak) IN ('integer', 'text'));

    -- One row for each device, and one for the allocation, of each record and UTC hour.
    CREATE TABLE gpu_hold (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK \(StateConditions.isOneOf("kind", "allocation", "device")),
      resource INTEGER NOT NULL,
      hour INTEGER NOT NULL,
      start_at INTEGER NOT NULL CHECK (start_at >= hour * 3600000000),
      end_at INTEGER NOT NULL CHECK (end_at > start_at AND end_at <= (hour + 1) * 3600000000),
      gpu_count INTEGER NOT NULL CHECK (gpu_count >= 0 AND (kind = 'allocation' OR gpu_count = 1)),
      is_shared INTEGER NOT NULL CHECK (is_shared IN (0, 1)),
      record INTEGER NOT NULL,
      format TEXT NOT NULL,
      project INTEGER NOT NULL,
      tier INTEGER NOT NULL,
      currency INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX gpu_hold_resource ON gpu_hold (resource, start_at);
    CREATE INDEX gpu_hold_hour ON gpu_hold (hour);

    -- The same GPU time is never billed twice, whatever a program thinks.
    CREATE TRIGGER gpu_hold_never_overlaps BEFORE INSERT ON gpu_hold
    BEGIN
      SELECT RAISE(ABORT, 'a GPU is held by one record at a time') WHERE EXISTS (
        SELECT 1 FROM gpu_hold WHERE \(overlaps("NEW.resource", "NEW.start_at", "NEW.end_at"))
          AND (kind = 'allocation' OR is_shared = 0 OR NEW.is_shared = 0));
    END;
    """

  /// The condition that a row holds that resource at some instant of that interval. No row is longer than an hour, so
  /// that the index finds the few that can reach into it.
  static func overlaps(_ resource: String, _ start: String, _ end: String) -> String {
    "resource = \(resource) AND start_at > \(start) - 3600000000 AND start_at < \(end) AND end_at > \(start)"
  }
}
