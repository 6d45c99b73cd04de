import Billing
import GRDB

/// Opens the file with the settings the ledger's promises stand on.
enum LedgerOpening {
  /// A read-only connection; an empty ledger in memory where there is no file yet, or none that was ever finished.
  static func forReading(_ path: String) throws(StoreError) -> DatabaseQueue {
    let file = LedgerFile(path: path)
    guard case .database = try file.kind() else { return try emptyLedger(path) }
    try FileSystemKind.checkIsLocal(folder: file.folder, path: path)
    let queue = try connect(path, isReadOnly: true)
    let isFresh = try access(queue, path) { connection throws(StoreError) in
      let found = Int(try connection.integer("PRAGMA user_version") ?? 0)
      guard found <= Schema.version else {
        throw .newerSchema(path: path, found: found, supported: Schema.version)
      }
      guard found > 0 else { return try isWithoutTables(connection) }
      guard found == Schema.version else {
        throw .cannotOpen(
          path: path, detail: "its schema \(found) is older; a writing command brings it up to date")
      }
      return false
    }
    return isFresh ? try emptyLedger(path) : queue
  }

  /// The writing connection; makes or migrates the file where needed, under the lock of the lease.
  static func forWriting(_ path: String) throws(StoreError) -> DatabaseQueue {
    let file = LedgerFile(path: path)
    switch try file.kind() {
    case .absent, .empty: try file.create()
    case .unfinished, .database: try FileSystemKind.checkIsLocal(folder: file.folder, path: path)
    }
    let queue = try connect(path, isReadOnly: false)
    let isCurrent = try access(queue, path) { connection throws(StoreError) in
      let found = Int(try connection.integer("PRAGMA user_version") ?? 0)
      guard found <= Schema.version else {
        throw .newerSchema(path: path, found: found, supported: Schema.version)
      }
      return found == Schema.version
    }
    guard !isCurrent else { return queue }
    let lock = try LockFile.take(besides: path)
    try access(queue, path) { connection throws(StoreError) in try makeCurrent(connection) }
    try file.syncFolder()
    lock.clear()
    return queue
  }

  private static func makeCurrent(_ connection: Connection) throws(StoreError) {
    let found = try connection.integer("PRAGMA user_version") ?? 0
    if found == 0 { _ = try isWithoutTables(connection) }
    try connection.script("PRAGMA journal_mode = WAL")
    try connection.begin(.immediate)
    do throws(StoreError) {
      try Schema.migrate(connection)
      try connection.commit()
    } catch {
      connection.rollBack()
      throw error
    }
    // The header then names the program and the version without the log beside it.
    try connection.script("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// A file of ours whose first transaction never came, or throws: the tables are another program's.
  private static func isWithoutTables(_ connection: Connection) throws(StoreError) -> Bool {
    guard try connection.integer("SELECT count(*) FROM sqlite_master") == 0 else {
      throw .foreignFile(path: connection.path, detail: "it holds tables of another program")
    }
    return true
  }

  private static func emptyLedger(_ path: String) throws(StoreError) -> DatabaseQueue {
    do {
      let queue = try DatabaseQueue()
      try access(queue, path) { connection throws(StoreError) in try Schema.migrate(connection) }
      return queue
    } catch {
      throw StoreError(engine: error, path: path)
    }
  }

  private static func connect(_ path: String, isReadOnly: Bool) throws(StoreError) -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      try DigestGlob.install(in: database)
      try database.execute(
        sql: """
          PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
          PRAGMA mmap_size = 0; PRAGMA recursive_triggers = ON; PRAGMA cache_size = -131072
          """)
    }
    do {
      return try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw StoreError(engine: error, path: path)
    }
  }

  private static func access<Answer>(
    _ queue: DatabaseQueue, _ path: String, _ body: (Connection) throws(StoreError) -> Answer
  ) throws(StoreError) -> Answer {
    let result = queue.writeWithoutTransaction { database in
      do throws(StoreError) {
        let connection = Connection(database: database, path: path, terms: TermTable())
        return Result<Answer, StoreError>.success(try body(connection))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
