package import Billing
import GRDB

/// The embedded ledger: one SQLite file, one connection that is the only writer and the only checkpointer. Write-ahead
/// log with full synchronisation: what a verb has returned from survives a power cut.
///
/// Writing needs the lease. A store opened for reading changes no byte of the ledger (SQLite may leave an empty log and
/// its index beside it); a file that does not exist reads as an empty ledger.
package final class SQLiteStore: Store {
  /// What a store is opened for.
  package enum Mode: Hashable, Sendable {
    /// Reading and, under the lease, writing; a missing file is made.
    case readWrite
    /// Reading only: what a dry run opens.
    case readOnly
  }
  /// From where on large pieces of work go another way than small ones.
  package struct Bounds: Sendable {
    /// From how many events on a batch that is not the last of its source waits for its cells.
    package var waitingEventCountMin = 10_000
    /// So many cells are summed before they are written, so that memory stays bounded.
    package var waitingCellCountMax = 1 << 20
    /// A seal of more items is written in slices of so many.
    package var sealSliceItemCount = SlicesAhead.itemCountPerSlice

    /// The usual ones.
    package init() {}
  }
  /// Where the file lies, as given.
  package let path: String
  let mode: Mode
  let bounds: Bounds
  /// Where large pieces of pure work are done.
  let parallelism: Parallelism
  private let queue: DatabaseQueue
  private let terms = TermTable()
  private var lock: LockFile?
  /// The lease's epoch while this handle holds it.
  private(set) var epoch: Int64?
  /// Set when a commit or its fsync failed: this handle cannot know what is durable, so it does nothing more.
  private var unknownCommit: StoreError?

  /// Opens a ledger.
  /// - Throws: `cannotOpen`, `foreignFile`, `newerSchema`, `networkFileSystem`, `damaged`, and `locked` while another
  ///   process is making or migrating the file.
  package static func open(
    path: String, mode: Mode, parallelism: Parallelism = .none, bounds: Bounds = Bounds()
  ) throws(StoreError) -> SQLiteStore {
    let queue =
      switch mode {
      case .readOnly: try LedgerOpening.forReading(path)
      case .readWrite: try LedgerOpening.forWriting(path)
      }
    return SQLiteStore(path: path, mode: mode, parallelism: parallelism, bounds: bounds, queue: queue)
  }

  private init(
    path: String, mode: Mode, parallelism: Parallelism, bounds: Bounds, queue: DatabaseQueue
  ) {
    self.bounds = bounds
    self.path = path
    self.mode = mode
    self.parallelism = parallelism
    self.queue = queue
  }

  package func acquireLease(
    _ owner: LeaseOwner, at now: Instant, witness: WitnessCheck
  ) throws(StoreError) {
    guard mode == .readWrite else { throw .readOnly }
    lock = try LockFile.take(besides: path, named: owner)
    do throws(StoreError) {
      if case .against(let mark) = witness, let contradiction = try identity().contradiction(to: mark) {
        throw .rolledBack(detail: contradiction)
      }
      epoch = try takeEpoch(owner, at: now, witness: witness)
    } catch {
      lock = nil
      throw error
    }
  }

  private func takeEpoch(
    _ owner: LeaseOwner, at now: Instant, witness: WitnessCheck
  ) throws(StoreError) -> Int64? {
    try transact { connection throws(StoreError) in
      if case .recovering(let hour) = witness { try connection.beginTimeline(restoredBefore: hour) }
      try connection.run(
        """
        INSERT INTO lease (id, epoch, is_held, host, process_id, boot_id, command, since)
        VALUES (1, 1, 1, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET epoch = epoch + 1, is_held = 1, host = excluded.host,
          process_id = excluded.process_id, boot_id = excluded.boot_id, command = excluded.command,
          since = excluded.since
        """, owner.host, Int64(owner.processID), owner.bootID, owner.command, now)
      return try connection.integer("SELECT epoch FROM lease")
    }
  }

  package func releaseLease() {
    guard let epoch else { return }
    // A lease that cannot be noted as given back is free all the same once the lock is.
    try? transact { connection throws(StoreError) in
      try connection.run("UPDATE lease SET is_held = 0 WHERE epoch = ?", epoch)
    }
    // The log that a failed checkpoint leaves is read by whoever opens the ledger next.
    try? queue.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
    self.epoch = nil
    lock?.clear()
    lock = nil
  }

  /// How a transaction keeps what it needs to undo one of its statements.
  enum StatementJournaling {
    /// In memory up to 64 KiB, then in a file.
    case standard
    /// In memory. Where a statement inserts many rows, of seals or cells, into an index in no order, the file took two
    /// writes a row, a ninth of a seal; the journal of each statement is gone with it, so it stays small.
    case inMemory
  }

  /// One transaction under the lease.
  func write<Answer>(
    _ journaling: StatementJournaling = .standard, _ body: (Connection) throws(StoreError) -> Answer
  ) throws(StoreError) -> Answer {
    guard mode == .readWrite else { throw .readOnly }
    guard let epoch else { throw .ruleBroken(detail: "a write without the lease") }
    return try transact(journaling) { connection throws(StoreError) in
      let found = try connection.integer("SELECT epoch FROM lease")
      guard found == epoch else {
        throw .changedMeanwhile(detail: "another run took the lease (epoch \(found ?? 0), ours was \(epoch))")
      }
      return try body(connection)
    }
  }

  /// One consistent view.
  func read<Answer>(_ body: (Connection) throws(StoreError) -> Answer) throws(StoreError) -> Answer {
    try access { connection throws(StoreError) in
      try connection.begin(.deferred)
      defer { connection.rollBack() }
      return try body(connection)
    }
  }

  private func transact<Answer>(
    _ journaling: StatementJournaling = .standard, _ body: (Connection) throws(StoreError) -> Answer
  ) throws(StoreError) -> Answer {
    do throws(StoreError) {
      return try access { connection throws(StoreError) in
        try connection.journal(journaling)
        // Whatever ends the transaction, a journal that stays in memory for longer harms nobody.
        defer { try? connection.journal(.standard, after: journaling) }
        try connection.begin(.immediate)
        let answer: Answer
        do throws(StoreError) {
          answer = try body(connection)
        } catch {
          connection.rollBack()
          throw error
        }
        try connection.commit()
        return answer
      }
    } catch {
      terms.forget()
      if case .commitUnknown = error { unknownCommit = error }
      throw error
    }
  }

  private func access<Answer>(
    _ body: (Connection) throws(StoreError) -> Answer
  ) throws(StoreError) -> Answer {
    if let unknownCommit { throw unknownCommit }
    let result = queue.writeWithoutTransaction { database in
      let connection = Connection(database: database, path: path, terms: terms)
      do throws(StoreError) {
        return Result<Answer, StoreError>.success(try body(connection))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

extension Connection {
  /// Takes effect with the next transaction.
  fileprivate func journal(
    _ journaling: SQLiteStore.StatementJournaling, after earlier: SQLiteStore.StatementJournaling = .standard
  ) throws(StoreError) {
    guard journaling != earlier else { return }
    try script("PRAGMA temp_store = \(journaling == .inMemory ? "MEMORY" : "DEFAULT")")
  }

  /// Names the ledger anew, so that no witness takes it for what it was.
  fileprivate func beginTimeline(restoredBefore hour: UTCHour) throws(StoreError) {
    try run(
      """
      UPDATE ledger SET timeline_id = lower(hex(randomblob(16))),
        restored_before_hour = max(coalesce(restored_before_hour, ?), ?)
      """, hour, hour)
  }
}
