import Billing

extension LedgerWalk {
  /// Claims what is due, and settles it, or is killed in between.
  mutating func dispatch() throws {
    let provider = Self.providers[random.below(2)]
    let countMax = random.below(7) - 1
    let hour = UTCHour(index: 498_696 + Int64(random.below(30)))
    let window = random.isOne(in: 4) ? BillingWindow(start: hour, end: hour.adding(hours: 12)) : nil
    let due = try pair.same("due items") { [now] in
      try $0.dueItems(of: provider, in: window, at: now, countMax: countMax)
    }
    guard let due else { return }
    let (claims, run, box) = (due.map { anyClaim(of: $0) }, anyRunID(), ClaimBox())
    let claimed = try pair.same("claim") { store in
      let batch = try store.claim(claims, runID: run)
      let view = ClaimView(items: batch.items, attemptIDs: batch.attemptIDs)
      box.put(batch, of: store)
      return view
    }
    guard let claimed, !random.isOne(in: 8) else { return }
    var endings = claimed.items.map { anyEnding(of: $0) }
    if random.isOne(in: 8) { _ = endings.popLast() }
    let endRun = anyRunID()
    try pair.same("settle") { store in
      guard let batch = box.take(of: store) else { return false }
      try store.settle(batch, with: endings, runID: endRun)
      return true
    }
  }

  private mutating func anyClaim(of item: DispatchItem) -> ItemTransition {
    let claim = item.claiming(at: now)
    guard random.isOne(in: 6) else { return claim }
    var (from, to) = (claim.from, claim.to)
    switch random.below(4) {
    case 0: to.attemptCount += 1
    case 1: from.generation += 1
    case 2: to.generation -= 1
    default: to.state = .delivered
    }
    return transition(item.id, from, to)
  }

  private mutating func anyEnding(of item: DispatchItem) -> ItemTransition {
    let usual: [DispatchState] = [.delivered, .delivered, .deferred, .rejected, .unknown, .inFlight, .parked]
    let state = random.isOne(in: 24) ? anyState() : usual[random.below(usual.count)]
    var to = item.progress
    to.state = state
    to.reason = random.isOne(in: 2) ? "" : "because"
    to.nextAttemptAt = random.isOne(in: 2) ? nil : now.adding(seconds: Int64(random.below(2_000)))
    if random.isOne(in: 6) { to.generation += 1 }
    let needsReceipt = random.isOne(in: 24) ? random.isOne(in: 2) : state == .delivered
    let kind = AttemptOutcome.Kind.allCases[random.below(3)]
    return transition(
      item.id, item.progress, to, outcome: random.isOne(in: 40) ? nil : AttemptOutcome(kind, "answer"),
      receipt: needsReceipt ? .sample(recordID: "rec-\(random.below(9))") : nil)
  }

  /// Moves one or two items, mostly open ones, without an attempt, allowed or not.
  mutating func apply() throws {
    let openItems = random.isOne(in: 4) ? [] : try pair.same("open items") { try $0.openItems() } ?? []
    let items = openItems.isEmpty ? try allItems() : openItems
    guard !items.isEmpty else { return }
    var transitions: [ItemTransition] = []
    for _ in 0..<(random.isOne(in: 4) ? 2 : 1) {
      transitions.append(anyMove(of: items[random.below(items.count)]))
    }
    let (moves, run) = (transitions, anyRunID())
    try pair.same("apply") { store in
      try store.apply(moves, runID: run)
      return true
    }
  }

  private mutating func anyMove(of item: DispatchItem) -> ItemTransition {
    var (from, to) = (item.progress, item.progress)
    to.state = anyState()
    to.reason = "moved"
    if random.isOne(in: 3) { to.generation += 1 }
    if random.isOne(in: 16) { from.attemptCount += 1 }
    if random.isOne(in: 16) { to.attemptCount += 1 }
    if random.isOne(in: 10) { from.reason = "another reason" }
    let receipt = to.state == .delivered && !random.isOne(in: 4) ? Receipt.sample() : nil
    return transition(random.isOne(in: 30) ? "nowhere" : item.id, from, to, receipt: receipt)
  }

  private mutating func anyState() -> DispatchState {
    DispatchState.allCases[random.below(DispatchState.allCases.count)]
  }

  private func transition(
    _ itemID: String, _ from: DispatchProgress, _ to: DispatchProgress, outcome: AttemptOutcome? = nil,
    receipt: Receipt? = nil
  ) -> ItemTransition {
    ItemTransition(itemID: itemID, from: from, to: to, attemptOutcome: outcome, receipt: receipt, at: now)
  }
}
