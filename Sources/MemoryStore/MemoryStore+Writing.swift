package import Billing

extension MemoryStore {
  package func beginRun(_ run: RunRecord) throws(StoreError) -> Int64 {
    try requireLease()
    return ledger.state.beginRun(run)
  }

  package func finishRun(
    _ runID: Int64, at now: Instant, exitCode: Int32, resultsJSON: @autoclosure () -> String
  ) throws(StoreError) {
    try requireLease()
    try ledger.state.finishRun(runID, at: now, exitCode: exitCode)
  }

  package func post(
    _ batch: EventBatch, of source: SourceDescription, isLast: Bool, runID: Int64, at now: Instant,
    metering: ([PostedBlock]) -> [Cell]
  ) throws(StoreError) -> PostingTally {
    try requireLease()
    return try ledger.state.post(
      batch, of: source, isLast: isLast, runID: runID, at: now, metering: metering)
  }

  package func addDueWindows(_ windows: [BillingWindow]) throws(StoreError) {
    try requireLease()
    try ledger.state.addDueWindows(windows)
  }

  package func record(_ verdict: Verdict, evidence: [UInt8], runID: Int64) throws(StoreError) -> Int64 {
    try requireLease()
    return try ledger.state.record(verdict, evidence: evidence, runID: runID)
  }

  package func record(_ health: HostHealthRecord, evidence: [UInt8], runID: Int64) throws(StoreError) {
    try requireLease()
    try ledger.state.record(health, evidence: evidence, runID: runID)
  }

  package func seal(_ plan: SealPlan, runID: Int64, at now: Instant) throws(StoreError) -> Int64 {
    try requireLease()
    return try ledger.state.seal(plan, runID: runID, at: now)
  }

  package func claim(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) -> ClaimedBatch {
    try requireLease()
    return try ledger.state.claim(transitions, runID: runID)
  }

  package func settle(
    _ batch: consuming ClaimedBatch, with transitions: [ItemTransition], runID: Int64
  ) throws(StoreError) {
    let attemptIDs = try batch.attemptIDs(of: transitions)
    try requireLease()
    try ledger.state.settle(transitions, attemptIDs: attemptIDs, runID: runID)
  }

  package func apply(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) {
    try requireLease()
    try ledger.state.apply(transitions, runID: runID)
  }

  package func resolveQuarantine(_ id: Int64, at now: Instant, note: String) throws(StoreError) {
    try requireLease()
    try ledger.state.resolveQuarantine(id, at: now)
  }
}

extension ClaimedBatch {
  /// The attempt that each transition ends: one of every item, nearly always in the items' order.
  fileprivate borrowing func attemptIDs(of transitions: [ItemTransition]) throws(StoreError) -> [Int64] {
    var isSettled = Array(repeating: false, count: items.count)
    var attempts: [Int64] = []
    for (offset, transition) in transitions.enumerated() where transitions.count == items.count {
      let isInOrder = items[offset].id == transition.itemID
      guard let place = isInOrder ? offset : items.firstIndex(where: { $0.id == transition.itemID }) else {
        break
      }
      isSettled[place] = true
      attempts.append(attemptIDs[place])
    }
    guard transitions.count == items.count, isSettled.allSatisfy(\.self) else {
      throw .ruleBroken(detail: "a claim is settled whole: one transition an item")
    }
    return attempts
  }
}
