/// Ways to rows that are read long after they were written.
enum ReadingIndexes {
  static let sql = """
    -- The blocks that may hold an hour's events are told without walking over the records of thirteen months.
    CREATE INDEX block_hours ON block (last_hour, first_hour);
    """
}
