#if FAIL_POINTS
  import Billing

  /// A store that can be made to fail before and after each of its transactions.
  final class FailPointStore: Store {
    let store: any Store

    init(_ store: any Store) { self.store = store }

    func acquireLease(_ owner: LeaseOwner, at now: Instant, witness: WitnessCheck) throws(StoreError) {
      try before(.lease)
      try store.acquireLease(owner, at: now, witness: witness)
      try after(.lease)
    }

    func releaseLease() {
      _ = FailPointPlan.reached(FailPoint(.release, .before))
      store.releaseLease()
      _ = FailPointPlan.reached(FailPoint(.release, .after))
    }

    func beginRun(_ run: RunRecord) throws(StoreError) -> Int64 {
      try before(.run)
      let answer = try store.beginRun(run)
      try after(.run)
      return answer
    }

    func finishRun(
      _ runID: Int64, at now: Instant, exitCode: Int32, resultsJSON: @autoclosure () -> String
    ) throws(StoreError) {
      try before(.finish)
      try store.finishRun(runID, at: now, exitCode: exitCode, resultsJSON: resultsJSON())
      try after(.finish)
    }

    func post(
      _ batch: EventBatch, of source: SourceDescription, isLast: Bool, runID: Int64, at now: Instant,
      metering: ([PostedBlock]) -> [Cell]
    ) throws(StoreError) -> PostingTally {
      let effect: FailPoint.Effect = isLast ? .source : .batch
      try before(effect)
      let answer = try store.post(
        batch, of: source, isLast: isLast, runID: runID, at: now, metering: metering)
      try after(effect)
      return answer
    }

    func addDueWindows(_ windows: [BillingWindow]) throws(StoreError) {
      try before(.windows)
      try store.addDueWindows(windows)
      try after(.windows)
    }

    func seal(_ plan: SealPlan, runID: Int64, at now: Instant) throws(StoreError) -> Int64 {
      try before(.seal)
      let answer = try store.seal(plan, runID: runID, at: now)
      try after(.seal)
      return answer
    }

    func seal(_ slices: any SlicedSeal, runID: Int64, at now: Instant) throws(StoreError) -> Int64 {
      try before(.seal)
      let answer = try store.seal(slices, runID: runID, at: now)
      try after(.seal)
      return answer
    }

    func record(_ verdict: Verdict, evidence: [UInt8], runID: Int64) throws(StoreError) -> Int64 {
      try before(.verdict)
      let answer = try store.record(verdict, evidence: evidence, runID: runID)
      try after(.verdict)
      return answer
    }

    func record(_ health: HostHealthRecord, evidence: [UInt8], runID: Int64) throws(StoreError) {
      try before(.verdict)
      try store.record(health, evidence: evidence, runID: runID)
      try after(.verdict)
    }

    func claim(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) -> ClaimedBatch {
      try before(.claim)
      let answer = try store.claim(transitions, runID: runID)
      try after(.claim)
      return answer
    }

    func settle(_ batch: consuming ClaimedBatch, with transitions: [ItemTransition], runID: Int64)
      throws(StoreError)
    {
      try before(.settle)
      try store.settle(batch, with: transitions, runID: runID)
      try after(.settle)
    }

    func apply(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) {
      try before(.apply)
      try store.apply(transitions, runID: runID)
      try after(.apply)
    }

    func resolveQuarantine(_ id: Int64, at now: Instant, note: String) throws(StoreError) {
      try before(.row)
      try store.resolveQuarantine(id, at: now, note: note)
      try after(.row)
    }

    private func before(_ effect: FailPoint.Effect) throws(StoreError) {
      let point = FailPoint(effect, .before)
      if FailPointPlan.reached(point) { throw .failed(detail: "fail point \(point.name)") }
    }

    /// The transaction is durable, and the caller is told that nobody knows.
    private func after(_ effect: FailPoint.Effect) throws(StoreError) {
      let point = FailPoint(effect, .after)
      if FailPointPlan.reached(point) { throw .commitUnknown(detail: "fail point \(point.name)") }
    }
  }
#endif
