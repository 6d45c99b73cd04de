import Billing
import Foundation
import Hashing
import Jobs
import MemoryStore
import SQLiteStore

@testable import UsageRecordDecoding

/// The ledgers that records are posted into.
enum LedgerKind: CaseIterable {
  case sqlite
  case memory
}

/// A ledger of one test, and runs that import into it.
final class RecordLedger {
  let store: any Store
  var catalog = Catalog(
    version: "1", hardwareTiers: ["h100", "a100", "h200"],
    projects: ["proj-1", "proj-2"].map {
      Project(id: $0, customerID: "northwind", providers: [], verification: .required)
    }, meters: [], prices: [], routes: [])
  private let folder: URL

  init(_ kind: LedgerKind = .memory) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "records-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    store =
      switch kind {
      case .sqlite:
        try SQLiteStore.open(path: folder.appending(path: "billing.sqlite").path, mode: .readWrite)
      case .memory: MemoryStore(MemoryLedger(LedgerState(byteReading: .digesting)))
      }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// One run of `import`.
  @discardableResult
  func bring(
    _ text: String, _ format: UsageRecordFormat, rules: UsageRecordRules = .sample
  ) throws -> RunResults {
    let file = try RecordFile(text)
    let source = try UsageRecordSource(path: file.path, format: format, rules: rules)
    let context = RunContext(
      store: store, catalog: catalog, providers: [], sources: [source], clock: StandingClock(),
      billingStarts: nil,
      jitter: { 0 }, progress: NoListener(), packPeaks: PeakRows.batch)
    let job = JobDefinition(
      name: "import", summary: "", reason: "", window: nil, steps: [.import], providers: [],
      dispatchedStates: [], importPaths: [], limits: .init(deadlineSeconds: 60, attemptCountMax: 1))
    let owner = LeaseOwner(
      host: "host", processID: 7, bootID: "boot", command: "import", since: StandingClock.instant)
    return try Run.perform(RunPlan(job: job, actor: "test"), context, owner: owner)
  }

  /// A window's reading.
  func reading(_ window: String) throws -> GPUUsageReading {
    guard let window = BillingWindow(text: window, now: StandingClock.instant) else {
      preconditionFailure("\(window) is no window")
    }
    return try GPUUsageReading(window, in: store, catalog: catalog)
  }

  var events: [PostedEvent] {
    get throws {
      var events: [PostedEvent] = []
      let window = BillingWindow(start: UTCHour(index: 400_000), end: UTCHour(index: 600_000))
      try store.events(in: window) { events.append($0) }
      return events
    }
  }
}

/// A clock that stands at 2026-10-27T06:00.
final class StandingClock: Clock {
  static let instant = Instant(epochSeconds: 1_793_080_800)

  func now() -> Instant { Self.instant }
  func monotonicNanoseconds() -> UInt64 { 0 }
  func sleep(milliseconds: Int64) -> Bool { true }
  func isStopRequested() -> Bool { false }
}

final class NoListener: ProgressListener {
  func advanced(_ step: JobDefinition.Step, subject: @autoclosure () -> String, done: Int, total: Int?) {}
  func noted(_ step: JobDefinition.Step, _ note: String) {}
}

extension ByteReading {
  /// The digests that the other stores compute.
  static let digesting = ByteReading(digest: { Digest256(of: $0).hex })
}
