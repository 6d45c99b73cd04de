import Billing
import Foundation
import Hashing
import MemoryStore
import SQLiteStore

/// The stores that must pass the one conformance suite. A further store is a further case.
enum StoreKind: CaseIterable {
  case sqlite
  case memory
}

/// A ledger of its own for one test, opened as often as the test likes.
final class TestLedger {
  let kind: StoreKind
  let folder: URL
  /// What the handles of the memory store share.
  let memory = MemoryLedger(LedgerState(byteReading: .digesting))
  var path: String { folder.appending(path: "ledger/billing.sqlite").path }

  init(_ kind: StoreKind = .sqlite) throws {
    self.kind = kind
    folder = FileManager.default.temporaryDirectory.appending(path: "store-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A handle that writes, without the lease.
  func open() throws(StoreError) -> any Store {
    switch kind {
    case .sqlite: try SQLiteStore.open(path: path, mode: .readWrite)
    case .memory: MemoryStore(memory)
    }
  }

  /// A handle that holds the lease of the SQLite ledger, has batches of that many events wait, sums so many of their
  /// cells at a time, and seals more items than that in slices.
  func openLeased(
    waitingEventCountMin: Int = .max, waitingCellCountMax: Int = .max, sealSliceItemCount: Int = .max,
    parallelism: Parallelism = .none
  ) throws(StoreError) -> LeasedStore {
    var bounds = SQLiteStore.Bounds()
    bounds.waitingEventCountMin = waitingEventCountMin
    bounds.waitingCellCountMax = waitingCellCountMax
    bounds.sealSliceItemCount = sealSliceItemCount
    return try leased(
      SQLiteStore.open(path: path, mode: .readWrite, parallelism: parallelism, bounds: bounds),
      command: "import")
  }

  /// A handle that only reads.
  func openForReading() throws(StoreError) -> any Store {
    switch kind {
    case .sqlite: try SQLiteStore.open(path: path, mode: .readOnly)
    case .memory: MemoryStore(memory, mode: .readOnly)
    }
  }

  /// A handle that holds the lease, and a run it writes under.
  func openLeased(command: String = "run nightly") throws(StoreError) -> LeasedStore {
    try leased(open(), command: command)
  }

  private func leased(_ store: any Store, command: String) throws(StoreError) -> LeasedStore {
    try store.acquireLease(Self.owner(command), at: Self.now, witness: .waived)
    let run = RunRecord(name: "nightly", actor: "cron@host", reason: "", startedAt: Self.now)
    return LeasedStore(store: store, runID: try store.beginRun(run))
  }

  static let now = Instant(epochSeconds: 1_795_305_600)

  static func owner(_ command: String) -> LeaseOwner {
    LeaseOwner(host: "host", processID: 7, bootID: "boot", command: command, since: now)
  }
}

/// A store under the lease.
struct LeasedStore {
  let store: any Store
  let runID: Int64
}

extension ByteReading {
  /// The digests that the other stores compute.
  static let digesting = ByteReading(digest: { Digest256(of: $0).hex })
}
