package import Billing

extension MemoryStore {
  package func beginRun(_ run: RunRecord) throws(StoreError) -> Int64 {
    try write { state in state.beginRun(run) }
  }

  package func finishRun(
    _ runID: Int64, at now: Instant, exitCode: Int32, resultsJSON: @autoclosure () -> String
  ) throws(StoreError) {
    try write { state throws(StoreError) in try state.finishRun(runID, at: now, exitCode: exitCode) }
  }

  package func post(
    _ batch: EventBatch, of source: SourceDescription, isLast: Bool, runID: Int64, at now: Instant,
    metering: ([PostedBlock]) -> [Cell]
  ) throws(StoreError) -> PostingTally {
    try write { state throws(StoreError) in
      try state.post(batch, of: source, isLast: isLast, runID: runID, at: now, metering: metering)
    }
  }

  package func addDueWindows(_ windows: [BillingWindow]) throws(StoreError) {
    try write { state throws(StoreError) in try state.addDueWindows(windows) }
  }

  package func record(_ verdict: Verdict, evidence: [UInt8], runID: Int64) throws(StoreError) -> Int64 {
    try write { state throws(StoreError) in try state.record(verdict, evidence: evidence, runID: runID) }
  }

  package func record(_ health: HostHealthRecord, evidence: [UInt8], runID: Int64) throws(StoreError) {
    try write { state throws(StoreError) in try state.record(health, evidence: evidence, runID: runID) }
  }

  package func seal(_ plan: SealPlan, runID: Int64, at now: Instant) throws(StoreError) -> Int64 {
    try write { state throws(StoreError) in try state.seal(plan, runID: runID, at: now) }
  }

  package func claim(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) -> ClaimedBatch {
    try write { state throws(StoreError) in try state.claim(transitions, runID: runID) }
  }

  package func settle(
    _ batch: consuming ClaimedBatch, with transitions: [ItemTransition], runID: Int64
  ) throws(StoreError) {
    let attemptOfItem = Dictionary(zip(batch.items.map(\.id), batch.attemptIDs)) { first, _ in first }
    guard transitions.count == batch.items.count, Set(transitions.map(\.itemID)) == Set(attemptOfItem.keys)
    else { throw .ruleBroken(detail: "a claim is settled whole: one transition an item") }
    try write { state throws(StoreError) in
      try state.settle(transitions, attemptOfItem: attemptOfItem, runID: runID)
    }
  }

  package func apply(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) {
    try write { state throws(StoreError) in try state.apply(transitions, runID: runID) }
  }

  package func resolveQuarantine(_ id: Int64, at now: Instant, note: String) throws(StoreError) {
    try write { state throws(StoreError) in try state.resolveQuarantine(id, at: now) }
  }
}
