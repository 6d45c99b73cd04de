import Billing

extension LedgerState {
  /// Answers the run's number.
  mutating func beginRun(_ run: RunRecord) -> Int64 {
    let id = Int64(runRows.count + 1)
    runRows.append(
      RunRecord(id: id, name: run.name, actor: run.actor, reason: run.reason, startedAt: run.startedAt))
    latestRunAt = max(latestRunAt ?? run.startedAt, run.startedAt)
    return id
  }

  mutating func finishRun(_ id: Int64, at now: Instant, exitCode: Int32) throws(StoreError) {
    guard let index = runRows.index(ofRow: id) else {
      throw .changedMeanwhile(detail: "there is no run \(id)")
    }
    let run = runRows[index]
    try Rules.require(run.finishedAt == nil, "a run ends once, and nothing else of it changes")
    runRows[index] = RunRecord(
      id: id, name: run.name, actor: run.actor, reason: run.reason, startedAt: run.startedAt, finishedAt: now,
      exitCode: exitCode)
  }
}
