import Billing
import GRDB
import GRDBSQLite

/// The connection inside one access: typed errors around GRDB's statements.
struct Connection {
  let database: Database
  let path: String
  let terms: TermTable

  /// A statement from the connection's cache. Two runs of one text must not overlap.
  func prepare(_ sql: String) throws(StoreError) -> PreparedStatement {
    do {
      return PreparedStatement(try database.cachedStatement(sql: sql), connection: self)
    } catch {
      throw StoreError(engine: error, path: path)
    }
  }

  /// Runs one statement to its end.
  func run<each Value: SQLBindable>(_ sql: String, _ values: repeat each Value) throws(StoreError) {
    try prepare(sql).run(repeat each values)
  }

  /// Prepares and binds; the caller walks the rows with `next`.
  func rows<each Value: SQLBindable>(
    _ sql: String, _ values: repeat each Value
  ) throws(StoreError) -> PreparedStatement {
    let statement = try prepare(sql)
    try statement.bind(repeat each values)
    return statement
  }

  /// The first column of the first row as an integer; `nil` without a row or for NULL.
  func integer<each Value: SQLBindable>(
    _ sql: String, _ values: repeat each Value
  ) throws(StoreError) -> Int64? {
    let rows = try rows(sql, repeat each values)
    return try rows.next() ? rows.integerIfAny(0) : nil
  }

  /// The first column of every row as integers.
  func integers<each Value: SQLBindable>(
    _ sql: String, _ values: repeat each Value
  ) throws(StoreError) -> [Int64] {
    let rows = try rows(sql, repeat each values)
    var answer: [Int64] = []
    while try rows.next() { answer.append(rows.integer(0)) }
    return answer
  }

  /// Several statements without parameters.
  func script(_ sql: String) throws(StoreError) {
    do {
      try database.execute(sql: sql)
    } catch {
      throw StoreError(engine: error, path: path)
    }
  }

  /// Rows changed by the last statement.
  var changeCount: Int { Int(unsafe sqlite3_changes(database.sqliteConnection)) }
  /// The row id of the last insert.
  var lastInsertedID: Int64 { unsafe sqlite3_last_insert_rowid(database.sqliteConnection) }

  func damaged(_ detail: String) -> StoreError { .damaged(path: path, detail: detail) }

  func error(_ code: Int32) -> StoreError {
    let handle = unsafe database.sqliteConnection
    let message = unsafe String(cString: sqlite3_errmsg(handle))
    return StoreError(
      code: unsafe handle == nil ? code : sqlite3_extended_errcode(handle), message, path: path)
  }
}
