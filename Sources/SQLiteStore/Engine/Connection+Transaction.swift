import Billing
import GRDB

extension Connection {
  func begin(_ kind: Database.TransactionKind) throws(StoreError) {
    do {
      try database.beginTransaction(kind)
    } catch {
      throw StoreError(engine: error, path: path)
    }
  }

  /// Commits; an error that leaves open whether the commit is durable is `commitUnknown`.
  func commit() throws(StoreError) {
    do {
      try database.commit()
    } catch {
      rollBack()
      throw StoreError(commit: error, path: path)
    }
  }

  /// Rolls back, unless SQLite did so by itself (it does when the disk is full).
  func rollBack() {
    guard database.isInsideTransaction else { return }
    // Nothing was committed either way, and the caller is about to throw what led here.
    try? database.rollback()
  }
}
