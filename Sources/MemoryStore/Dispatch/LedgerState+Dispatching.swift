import Billing

extension LedgerState {
  /// Puts items in flight, each with one open attempt.
  mutating func claim(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) -> ClaimedBatch {
    let indexes = try check(transitions, .claim, runID: runID)
    var items: [DispatchItem] = []
    var attemptIDs: [Int64] = []
    for (index, transition) in zip(indexes, transitions) {
      itemRows[index].attempts.append(attemptRows.count)
      attemptRows.append(
        AttemptRow(
          itemIndex: index, number: transition.to.attemptCount, startedAt: transition.at, end: nil))
      attemptIDs.append(Int64(attemptRows.count))
      move(index, to: transition.to, at: transition.at)
      items.append(itemRows[index].item)
    }
    return ClaimedBatch(items: items, attemptIDs: attemptIDs)
  }

  /// Ends attempts, each with its transition.
  mutating func settle(
    _ transitions: [ItemTransition], attemptIDs: [Int64], runID: Int64
  ) throws(StoreError) {
    let attempts = attemptIDs.map { attemptRows.index(ofRow: $0) }
    let indexes = try check(transitions, .settle, attempts: attempts, runID: runID)
    for (offset, transition) in transitions.enumerated() {
      if let attempt = attempts[offset], let outcome = transition.attemptOutcome {
        attemptRows[attempt].end = AttemptEnd(outcome: outcome, at: transition.at)
      }
      write(transition, of: indexes[offset])
    }
  }

  /// Moves items without an attempt.
  mutating func apply(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) {
    let indexes = try check(transitions, .apply, runID: runID)
    for (index, transition) in zip(indexes, transitions) { write(transition, of: index) }
  }

  /// Checks all transitions as if they were made one after the other; answers the items' indexes.
  private func check(
    _ transitions: [ItemTransition], _ kind: ItemChangeKind, attempts: [Int?] = [], runID: Int64
  ) throws(StoreError) -> [Int] {
    var (indexes, ended): ([Int], Set<Int>) = ([], [])
    var latest: [Int: (progress: DispatchProgress, hasReceipt: Bool)] = [:]
    for (offset, transition) in transitions.enumerated() {
      let change = ItemChange(kind: kind, transition: transition)
      try change.checkForm()
      guard let index = itemOfID[transition.itemID] else {
        throw .changedMeanwhile(detail: "\(transition.itemID) is not in the ledger")
      }
      let known = latest.isEmpty ? nil : latest[index]
      let (progress, hasReceipt) =
        known ?? (itemRows[index].item.progress, itemRows[index].receipt != nil)
      try change.checkIsCurrent(progress)
      try requireRun(runID)
      if kind == .settle, let attempt = attempts[offset] {
        let isOpen = attemptRows[attempt].end == nil && ended.insert(attempt).inserted
        try Rules.require(isOpen, "an attempt ends once")
      }
      try change.checkMove(from: progress, hasReceipt: hasReceipt)
      try change.checkDoubt(
        before: restoredBefore, bucketStart: itemRows[index].item.bucket.start, from: progress)
      if transitions.count > 1 { latest[index] = (transition.to, hasReceipt || transition.receipt != nil) }
      indexes.append(index)
    }
    return indexes
  }

  private mutating func write(_ transition: ItemTransition, of index: Int) {
    if let receipt = transition.receipt {
      itemRows[index].receipt = ReceiptRow(receipt: receipt, receivedAt: transition.at)
    }
    move(index, to: transition.to, at: transition.at)
  }

  /// Changes an item's progress and appends to its history.
  mutating func move(_ index: Int, to progress: DispatchProgress, at now: Instant) {
    let from = itemRows[index].item.progress.state
    itemRows[index].item.progress = progress
    itemRows[index].history.append(
      TransitionRow(from: from, to: progress.state, reason: progress.reason, at: now))
    guard progress.state.isFinal else { return }
    if let position = openPosition(of: index) { openItems.remove(at: position) }
  }

  /// Where an item stands among the open ones, which are in order.
  private func openPosition(of index: Int) -> Int? {
    var (low, high) = (0, openItems.count)
    while low < high {
      let middle = (low + high) >> 1
      if openItems[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low < openItems.count && openItems[low] == index ? low : nil
  }
}
