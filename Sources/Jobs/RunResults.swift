package import Billing

/// What one run did and where the ledger stands after it.
package struct RunResults: Sendable {
  /// The store's number of the run; 0 for a dry run.
  package let runID: Int64
  /// What it was asked to do.
  package let plan: RunPlan
  /// When it began.
  package let startedAt: Instant
  /// When it ended.
  package var finishedAt: Instant
  /// Whether nothing was written and nothing sent.
  package var isDryRun = false
  /// One entry a source.
  package var imports: [ImportResult] = []
  /// Licences that the GPUs seen in a month exceed.
  package var licenceBreaks: [GPULicenceBreak] = []
  /// One entry a claim that waited for a verdict.
  package var verifications: [VerificationResult] = []
  /// Whether this installation verifies claims.
  package var isVerifying = false
  /// Why replays of the folder may not run, each a sentence.
  package var replayRefusals: [String] = []
  /// One entry a window.
  package var seals: [SealResult] = []
  /// One entry a provider.
  package var dispatches: [DispatchResult] = []
  /// The signal that ended dispatch early, if one did.
  package var stopSignal: Int32?
  /// The ledger after the run, in the plan's window where it has one.
  package var standing = LedgerStanding(
    items: [], charges: [], quarantinedCount: 0, eventCount: 0, sealedThrough: nil)
  /// Debts that press after the run.
  package var alarms: [DebtAlarmLine] = []
  /// Windows that are due and not sealed yet.
  package var dueWindowCount = 0
  /// Why the run ended before its line did; everything until then is durable.
  package var failure: RunError?
  /// The ledger's equations after the run.
  package var audit = LedgerAudit(equations: [])

  init(runID: Int64, plan: RunPlan, startedAt: Instant) {
    self.runID = runID
    self.plan = plan
    self.startedAt = startedAt
    finishedAt = startedAt
  }

  /// Rows of all sources in this run.
  package var importTally: PostingTally { imports.reduce(PostingTally()) { $0 + $1.tally } }

  /// The gravest of what happened.
  package var exitStatus: ExitStatus {
    if !audit.broken.isEmpty || dispatches.contains(where: { $0.conflictCount > 0 }) { return .breaks }
    if dispatches.contains(where: { $0.enteredCount[.rejected, default: 0] > 0 }) { return .breaks }
    if dispatches.contains(where: { $0.enteredCount[.expired, default: 0] > 0 }) { return .expired }
    if let failure { return ExitStatus(failure) }
    if !licenceBreaks.isEmpty { return .breaks }
    if imports.contains(where: { $0.failure != nil }) { return .inputUnreadable }
    if let stopSignal { return .interrupted(signal: stopSignal) }
    if dispatches.contains(where: { $0.closure == .credentialsRefused }) { return .credentialsRefused }
    if dispatches.contains(where: { $0.closure == .unreachable }) { return .providerUnavailable }
    if isNothingOwed { return .done }
    return .partial
  }

  /// Whether every item is final and no charge or row waits.
  private var isNothingOwed: Bool {
    verifications.allSatisfy(\.isConclusive) && standing.debtCount == 0 && standing.quarantinedCount == 0
      && dueWindowCount == 0
      && !(isDryRun && importTally.quarantinedCount > 0)
  }
}
