import Billing
import Dispatching

/// Claim, submit, settle.
extension DispatchRound {
  /// Makes the items durably in flight, sends them, and settles every answer.
  mutating func send(_ items: [DispatchItem]) throws(RunError) {
    // The clock is read before the items' ages are judged: a process that is stopped in between sends nothing.
    let notAfterNanoseconds = context.clock.monotonicNanoseconds() + Self.claimToSendNanosecondsMax
    let candidates = items.map { (item: $0, terms: terms($0)) }
    let sendable = candidates.filter { DispatchRules.mayBeSent($0.item.progress, $0.terms) }
    guard !sendable.isEmpty else {
      setAside.formUnion(items.map(\.id))
      return
    }
    let claims = sendable.map { transition($0.item, .claim, $0.terms).change }
    let batch = try inStore { () throws(StoreError) in try context.store.claim(claims, runID: runID) }
    try context.lease.keepMark(isDurable: false)
    let inFlight = batch.items
    let answers = provider.submit(inFlight, notAfterNanoseconds: notAfterNanoseconds)
    precondition(answers.count == inFlight.count, "an adapter answers for every item")
    var settlements: [ItemTransition] = []
    for (index, item) in inFlight.enumerated() {
      let before = sendable[index].item.progress.ambiguousSince
      settlements.append(receive(answers[index], for: item, ambiguousSinceBefore: before))
    }
    try settle(batch, settlements)
    result.attemptCount += inFlight.count
    breakCircuit(after: answers)
    context.progress.advanced(
      .dispatch, subject: provider.id.name, done: result.deliveredCount, total: nil)
  }

  /// A provider that answers nothing at all, batch after batch, is left to the next run.
  private mutating func breakCircuit(after answers: [ItemAnswer]) {
    let isSilent = answers.allSatisfy { if case .ambiguous = $0 { true } else { false } }
    silentBatchCount = isSilent ? silentBatchCount + 1 : 0
    if silentBatchCount >= Self.silentBatchCountMax, result.closure == nil { result.closure = .unreachable }
  }

  private func settle(_ batch: consuming ClaimedBatch, _ settlements: [ItemTransition]) throws(RunError) {
    do throws(StoreError) {
      try context.store.settle(batch, with: settlements, runID: runID)
    } catch {
      throw .store(error)
    }
  }

  private mutating func receive(
    _ answer: ItemAnswer, for item: DispatchItem, ambiguousSinceBefore: Instant?
  ) -> ItemTransition {
    let (change, step) = transition(
      item, .answer(answer, ambiguousSinceBefore: ambiguousSinceBefore), terms(item))
    count(answer, item: item, becomes: step.progress.state)
    attemptsOfItem[item.id, default: 0] += 1
    if attemptsOfItem[item.id, default: 0] >= plan.job.limits.attemptCountMax
      || step.progress.state != .inFlight
    {
      setAside.insert(item.id)
    } else if let retryAt = step.progress.nextAttemptAt {
      if retryAt.seconds(since: provider.now()) > Self.pauseSecondsMax {
        setAside.insert(item.id)
      } else {
        retryAtOfItem[item.id] = retryAt
      }
    }
    return change
  }

  mutating func noteDelivered(_ item: DispatchItem) {
    result.deliveredCount += 1
    if let index = result.deliveredMoney.firstIndex(where: { $0.currency == item.money.currency }) {
      result.deliveredMoney[index].steps += item.money.steps
    } else {
      result.deliveredMoney = MoneySums.sums(of: result.deliveredMoney + [item.money])
    }
  }

  private mutating func count(_ answer: ItemAnswer, item: DispatchItem, becomes state: DispatchState) {
    switch answer {
    case .delivered(let receipt):
      if receipt.kind == .duplicate { result.duplicateCount += 1 }
      noteDelivered(item)
      return
    case .closed(let detail, let closure):
      result.detail = detail
      if let closure { result.closure = closure }
    case .ambiguous(let detail, _, _):
      result.ambiguousCount += 1
      result.detail = detail
    case .conflicting(let detail), .countedOtherwise(let detail):
      result.conflictCount += 1
      result.detail = detail
    case .refusedForNow(let detail, _), .rejected(let detail), .parked(let detail):
      result.detail = detail
    }
    if state != .inFlight { result.enteredCount[state, default: 0] += 1 }
  }
}
