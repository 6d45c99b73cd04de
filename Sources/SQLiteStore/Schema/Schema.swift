import Billing

/// The schema and its versions. Each migration is one transaction together with the new `user_version`; a file with a
/// higher version than `version` is refused.
///
/// Conventions: times are microseconds, hours whole hours since the epoch; sums of 128 bits are decimal TEXT; columns
/// named after a word of the vocabulary that are INTEGER hold a number of the table `term`, interned in the same
/// transaction and without a foreign key, since checking several of them for each of 300,000 charges costs more
/// than the seal itself.
enum Schema {
  /// `AGL1`: in the header of every ledger.
  static let applicationID: UInt32 = 0x4147_4C31
  /// The version this program writes.
  static let version = migrations.count

  /// Migration N leads from version N to N + 1.
  static let migrations: [String] = [
    [
      LedgerTables.sql, EventTables.sql, SealTables.sql, DispatchTables.sql, DispatchTriggers.sql,
      appendOnly("batch", "block", "block_raw", "event", "term", "seal", "item_payload", "item_allocation"),
      appendOnly("receipt", "item_transition"),
      undeletable("ledger", "lease", "run", "source", "cell", "quarantine", "due_window", "charge", "item"),
      undeletable("attempt", "carry", "rating"),
    ].joined(separator: "\n"),
    [
      RecoveryTables.sql, undeletable("carry"), VerdictTables.sql,
      appendOnly("verdict", "verdict_evidence", "host_health"),
    ].joined(separator: "\n"),
    [UsageRecordTables.sql, appendOnly("gpu_hold")].joined(separator: "\n"),
    [RunTables.sql, undeletable("event_run")].joined(separator: "\n"),
    WaitingTables.sql,
    ReadingIndexes.sql,
    SourceRules.sql,
  ]

  /// Brings the file to `version`. Call inside a transaction that holds the write lock.
  static func migrate(_ connection: Connection) throws(StoreError) {
    let found = Int(try connection.integer("PRAGMA user_version") ?? 0)
    guard found <= version else {
      throw .newerSchema(path: connection.path, found: found, supported: version)
    }
    for migration in migrations[found...] { try connection.script(migration) }
    try EventIndex(connection: connection).adoptTree()
    if found == 0 {
      try connection.script(
        """
        WITH drawn (id) AS MATERIALIZED (SELECT lower(hex(randomblob(16))))
        INSERT INTO ledger (id, ledger_id, timeline_id, created_at)
        SELECT 1, id, id, unixepoch() * 1000000 FROM drawn
        """)
    }
    try connection.script("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
  }

  /// Rows that, once written, never change and never go.
  private static func appendOnly(_ tables: String...) -> String {
    tables.map { table in
      """
      CREATE TRIGGER \(table)_never_changes BEFORE UPDATE ON \(table)
      BEGIN SELECT RAISE(ABORT, 'rows of \(table) never change'); END;
      CREATE TRIGGER \(table)_never_goes BEFORE DELETE ON \(table)
      BEGIN SELECT RAISE(ABORT, 'rows of \(table) are never deleted'); END;
      """
    }.joined(separator: "\n")
  }

  /// Rows that may change by their own rules and never go.
  private static func undeletable(_ tables: String...) -> String {
    tables.map { table in
      """
      CREATE TRIGGER \(table)_never_goes BEFORE DELETE ON \(table)
      BEGIN SELECT RAISE(ABORT, 'rows of \(table) are never deleted'); END;
      """
    }.joined(separator: "\n")
  }
}
