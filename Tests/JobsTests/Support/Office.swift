import Billing
import Foundation
import Jobs
import SQLiteStore
import Testing

/// A ledger in a folder of its own, two scripted targets, a catalog and a clock; every run opens the ledger
/// anew.
final class Office {
  let clock = ManualClock()
  let first: ScriptedProvider
  let second: ScriptedProvider
  var sources: [ScriptedSource] = []
  var catalog = CatalogDraft()
  var billingStarts: UTCHour?
  var bounds = SafetyBounds()
  var witness: MemoryWitness?
  var verification: VerificationContext?
  private let folder: URL
  private var postedCount = 0

  var path: String { folder.appending(path: "billing.sqlite").path }

  init() throws {
    first = ScriptedProvider("first", clock: clock)
    second = ScriptedProvider("second", clock: clock)
    folder = FileManager.default.temporaryDirectory.appending(path: "jobs-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Adds a source of one batch that the next run imports.
  func post(_ drafts: UsageDraft...) { post(drafts) }

  func post(_ drafts: [UsageDraft]) {
    postedCount += 1
    sources.append(ScriptedSource("events-\(postedCount).ndjson", [drafts]))
  }

  @discardableResult
  func run(_ plan: RunPlan = .nightly()) throws(RunError) -> RunResults {
    try Run.perform(
      plan, try context(.readWrite),
      owner: LeaseOwner(host: "host", processID: 1, bootID: "boot", command: "test", since: clock.now()))
  }

  static let owner = LeaseOwner(
    host: "host", processID: 2, bootID: "boot", command: "approve", since: ManualClock.night)

  func decide(_ decision: ItemDecision, _ id: String) throws(RunError) -> Result<
    DispatchState, Deciding.Refusal
  > {
    let outcomes = try Deciding.perform(
      decision, on: [id], actor: "ada@host", reason: "looked", try context(.readWrite), owner: Self.owner)
    return outcomes[0].result
  }

  /// The ledger as it is, while nobody holds it.
  func copy() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  /// Puts a copy in the ledger's place.
  func restore(_ copy: Data) throws {
    try copy.write(to: URL(fileURLWithPath: path))
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }

  @discardableResult
  func recover() throws(RunError) -> Recovery.Outcome {
    try Recovery.perform(actor: "ada@host", reason: "disk", try context(.readWrite), owner: Self.owner)
  }

  func rehearse(_ plan: RunPlan = .nightly()) throws(RunError) -> RunResults {
    try Run.rehearse(plan, try context(.readOnly))
  }

  /// Every item of the ledger.
  func items() throws(StoreError) -> [DispatchItem] {
    var items: [DispatchItem] = []
    let always = BillingWindow(start: UTCHour(index: 0), end: UTCHour(index: 1_000_000))
    try SQLiteStore.open(path: path, mode: .readOnly).items(in: always) { items.append($0) }
    return items
  }

  /// Items by state, as the ledger holds them now.
  func states() throws(StoreError) -> [DispatchState: Int] {
    Dictionary(grouping: try items(), by: \.progress.state).mapValues(\.count)
  }

  func context(_ mode: SQLiteStore.Mode) throws(RunError) -> RunContext {
    do throws(StoreError) {
      let context = RunContext(
        store: try SQLiteStore.open(path: path, mode: mode), catalog: catalog.catalog,
        providers: [first, second],
        sources: sources, clock: clock, billingStarts: billingStarts, bounds: bounds, witness: witness,
        jitter: { 500_000 },
        progress: NobodyWatching())
      context.verification = verification
      return context
    } catch {
      throw .store(error)
    }
  }
}

/// A witness that a test can lose, or set back.
final class MemoryWitness: Witness {
  var kept: WitnessMark?
  /// Whether it cannot be written.
  var isBroken = false

  func mark() throws(WitnessError) -> WitnessMark? { kept }

  func keep(_ mark: WitnessMark, isDurable: Bool) throws(WitnessError) {
    guard !isBroken else { throw WitnessError("as the test has it") }
    kept = mark
  }
}

private final class NobodyWatching: ProgressListener {
  func advanced(_ step: JobDefinition.Step, subject: @autoclosure () -> String, done: Int, total: Int?) {}
  func noted(_ step: JobDefinition.Step, _ note: String) {}
}

extension RunPlan {
  /// The whole line, with the step that verifies.
  static func verifying() -> RunPlan { nightly(steps: JobDefinition.Step.allCases) }

  /// The whole line over UTC days.
  static func nightly(
    hours: Int64 = 24, windowCountMax: Int = 100, attemptCountMax: Int = 3, deadlineSeconds: Int64 = 600,
    states: Set<DispatchState> = Set(DispatchState.allCases.filter(\.isSendable)),
    window: BillingWindow? = nil,
    selection: Selection = .all, steps: [JobDefinition.Step] = [.import, .seal, .dispatch, .report]
  ) -> RunPlan {
    let job = JobDefinition(
      name: "nightly", summary: "s", reason: "r",
      window: .init(hours: hours, settleLagSeconds: 3_600, windowCountMax: windowCountMax),
      steps: steps, providers: [ProviderID("first"), ProviderID("second")],
      dispatchedStates: states, importPaths: [],
      limits: .init(deadlineSeconds: deadlineSeconds, attemptCountMax: attemptCountMax))
    return RunPlan(job: job, actor: "test@host", reason: "", window: window, selection: selection)
  }
}
