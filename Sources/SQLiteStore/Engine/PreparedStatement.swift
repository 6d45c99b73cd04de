import Billing
import GRDB
import GRDBSQLite

/// One prepared statement of a connection, run many times. At most one run of it is under way at a time.
final class PreparedStatement {
  private let statement: Statement
  private let connection: Connection
  private var handle: OpaquePointer { unsafe statement.sqliteStatement }

  init(_ statement: Statement, connection: Connection) {
    self.statement = statement
    self.connection = connection
  }

  deinit { unsafe sqlite3_reset(statement.sqliteStatement) }

  /// Binds the values and runs the statement to its end.
  @inline(__always) func run<each Value: SQLBindable>(_ values: repeat each Value) throws(StoreError) {
    try bind(repeat each values)
    while try next() {}
  }

  /// Binds the values; `next` then walks the rows. Inlined, so that each call binds its own types directly.
  @inline(__always) func bind<each Value: SQLBindable>(_ values: repeat each Value) throws(StoreError) {
    let handle = unsafe handle
    unsafe sqlite3_reset(handle)
    var index: Int32 = 0
    for value in repeat each values {
      index += 1
      let code = unsafe value.bind(to: handle, at: index)
      guard code == SQLITE_OK else { throw connection.error(code) }
    }
    assert(unsafe sqlite3_bind_parameter_count(handle) == index, "every parameter is bound: \(statement.sql)")
  }

  /// Binds one of several rows that the statement takes together, each with as many values.
  @inline(__always)
  func bind<each Value: SQLBindable>(row: Int, _ values: repeat each Value) throws(StoreError) {
    let handle = unsafe handle
    var count: Int32 = 0
    for _ in repeat (each Value).self { count += 1 }
    var index = Int32(row) * count
    for value in repeat each values {
      index += 1
      let code = unsafe value.bind(to: handle, at: index)
      guard code == SQLITE_OK else { throw connection.error(code) }
    }
  }

  /// Steps to the next row; answers `false` after the last.
  func next() throws(StoreError) -> Bool {
    let code = unsafe sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      unsafe sqlite3_reset(handle)
      return false
    default:
      let error = connection.error(code)
      unsafe sqlite3_reset(handle)
      throw error
    }
  }
}

/// Columns of the row the statement stands on, counted from 0.
extension PreparedStatement {
  func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }

  func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  func integerIfAny(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  func count(_ column: Int32) -> Int { Int(integer(column)) }

  func text(_ column: Int32) -> String {
    let handle = unsafe handle
    guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
    let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  func textIfAny(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  func blob(_ column: Int32) -> [UInt8] {
    let handle = unsafe handle
    guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
    return unsafe Array(
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func hour(_ column: Int32) -> UTCHour { UTCHour(index: integer(column)) }

  func instant(_ column: Int32) -> Instant { Instant(microseconds: integer(column)) }

  func instantIfAny(_ column: Int32) -> Instant? { integerIfAny(column).map(Instant.init(microseconds:)) }

  /// A whole number of any width that was stored as decimal text, or as an integer where it fits.
  func steps(_ column: Int32) throws(StoreError) -> Int128 {
    let handle = unsafe handle
    if unsafe sqlite3_column_type(handle, column) == SQLITE_INTEGER { return Int128(integer(column)) }
    guard let start = unsafe sqlite3_column_text(handle, column) else {
      throw connection.damaged("a sum is missing")
    }
    let digits = unsafe UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    guard let steps = unsafe StepsText.read(digits) else {
      throw connection.damaged("`\(text(column))` is no whole number")
    }
    return steps
  }

  /// The raw value of an enumeration; a word that the list lacks is damage.
  func word<Word: RawRepresentable<String>>(_ column: Int32, _: Word.Type) throws(StoreError) -> Word {
    let text = text(column)
    guard let word = Word(rawValue: text) else { throw connection.damaged("`\(text)` is no \(Word.self)") }
    return word
  }
}
