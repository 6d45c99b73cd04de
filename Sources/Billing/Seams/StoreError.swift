/// Why the store did not do what it was asked.
package enum StoreError: Error, Hashable, Sendable {
  /// Another run holds the lease.
  case locked(by: LeaseOwner)
  /// The file was written by a newer program.
  case newerSchema(path: String, found: Int, supported: Int)
  /// The file is no ledger of this program.
  case foreignFile(path: String, detail: String)
  /// The file lies on a network file system, where locks and fsync cannot be trusted.
  case networkFileSystem(path: String, kind: String)
  /// No space left.
  case diskFull(path: String)
  /// The file or its folder cannot be opened or written.
  case cannotOpen(path: String, detail: String)
  /// The engine found the file damaged.
  case damaged(path: String, detail: String)
  /// The ledger is an older copy, or another, than the one whose usage was sent from here.
  case rolledBack(detail: String)
  /// An item, charge or window was no longer as the caller had read it.
  case changedMeanwhile(detail: String)
  /// A rule of the schema refused the change: a fault of this program; nothing was written.
  case ruleBroken(detail: String)
  /// A commit failed in a way that leaves open whether it is durable.
  case commitUnknown(detail: String)
  /// A write in a store that was opened for reading only.
  case readOnly
  /// Anything else the engine said.
  case failed(detail: String)
}

extension StoreError: CustomStringConvertible {
  /// One line a person can act on.
  package var description: String {
    switch self {
    case .locked(let owner): "another run holds the store: \(owner.description); wait for it to end"
    case .newerSchema(let path, let found, let supported):
      "\(path) has schema \(found), this program knows schemas up to \(supported): use the newer program"
    case .foreignFile(let path, let detail):
      "\(path) is not an agnitra-billing ledger (\(detail)); choose another path with --store"
    case .networkFileSystem(let path, let kind):
      "\(path) lies on a network file system (\(kind)); SQLite needs a local disk: choose another path"
    case .diskFull(let path): "no space left for \(path); free some and run again: nothing is lost"
    case .cannotOpen(let path, let detail): "cannot open the store \(path): \(detail)"
    case .damaged(let path, let detail): "the store \(path) is damaged: \(detail); restore the last backup"
    case .rolledBack(let detail):
      "this ledger is not the one that last sent from here: \(detail). Put the right ledger back, or, when it is lost, "
        + "run `agnitra-billing recover --reason TEXT`: nothing is sent again before its provider was asked"
    case .changedMeanwhile(let detail): "the ledger changed under this run: \(detail); run again"
    case .ruleBroken(let detail): "a rule of the ledger refused a change, nothing was written: \(detail)"
    case .commitUnknown(let detail):
      "a commit may or may not be durable: \(detail); run again, it reads what is there"
    case .readOnly: "the store is open for reading only"
    case .failed(let detail): "the store failed: \(detail)"
    }
  }
}
