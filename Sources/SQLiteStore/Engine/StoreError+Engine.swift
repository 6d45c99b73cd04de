import Billing
import GRDB
import GRDBSQLite

extension StoreError {
  /// What an error of the engine means to a caller of the store.
  init(code: Int32, _ message: String, path: String) {
    switch code & 0xFF {
    case SQLITE_FULL: self = .diskFull(path: path)
    case SQLITE_CORRUPT: self = .damaged(path: path, detail: message)
    case SQLITE_NOTADB: self = .foreignFile(path: path, detail: message)
    case SQLITE_CONSTRAINT: self = .ruleBroken(detail: message)
    case SQLITE_READONLY: self = .readOnly
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: self = .cannotOpen(path: path, detail: message)
    case SQLITE_BUSY, SQLITE_LOCKED:
      self = .failed(detail: "another process is writing to \(path): \(message)")
    default: self = .failed(detail: "\(message) (SQLite code \(code))")
    }
  }

  /// The same for what GRDB throws.
  init(engine error: any Error, path: String) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError:
      let message = error.message ?? "no message"
      self.init(code: error.extendedResultCode.rawValue, message, path: path)
    default: self = .failed(detail: "\(error)")
    }
  }

  /// What an error of COMMIT means. Only where SQLite is known to have rolled back is it the error itself; any other
  /// one leaves open whether the commit is durable (an fsync that failed must not be tried again on the same file).
  init(commit error: any Error, path: String) {
    let meaning = StoreError(engine: error, path: path)
    switch meaning {
    case .diskFull, .ruleBroken: self = meaning
    default: self = .commitUnknown(detail: meaning.description)
    }
  }
}
