import Billing
import GRDB
import GRDBSQLite

/// SQLite's GLOB, quicker for the one pattern that the schema has: a digest's check took 5 us an item and a receipt, a
/// tenth of a seal's transaction, 0.5 us so. Every other pattern is matched by SQLite itself.
enum DigestGlob {
  /// What GLOB finds in every text that is not all lower-case hexadecimal.
  static let pattern = "*[^0-9a-f]*"

  /// Has the connection's GLOB be this one.
  static func install(in database: Database) throws {
    let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
    let code = unsafe sqlite3_create_function_v2(
      database.sqliteConnection, "glob", 2, flags, nil, { unsafe DigestGlob.answer($0, $2) }, nil, nil, nil)
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  /// `X GLOB Y` calls `glob(Y, X)`; NULL when either is.
  private static func answer(_ context: OpaquePointer?, _ values: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let values = unsafe values, let pattern = unsafe sqlite3_value_text(values[0]),
      let text = unsafe sqlite3_value_text(values[1])
    else { return unsafe sqlite3_result_null(context) }
    let isFound =
      unsafe isOurs(pattern) ? holdsOther(text) : sqlite3_strglob(chars(pattern), chars(text)) == 0
    unsafe sqlite3_result_int(context, isFound ? 1 : 0)
  }

  private static func isOurs(_ found: UnsafePointer<UInt8>) -> Bool {
    var index = 0
    for byte in pattern.utf8 {
      guard unsafe found[index] == byte else { return false }
      index += 1
    }
    return unsafe found[index] == 0
  }

  /// Whether a text holds anything but lower-case hexadecimal digits. Like SQLite it ends with the first NUL.
  private static func holdsOther(_ text: UnsafePointer<UInt8>) -> Bool {
    var index = 0
    while unsafe text[index] != 0 {
      switch unsafe text[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): index += 1
      default: return true
      }
    }
    return false
  }

  private static func chars(_ text: UnsafePointer<UInt8>) -> UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self)
  }
}
