import Billing

extension LedgerWalk {
  /// Sums of the whole ledger.
  mutating func compareSums(withEvents: Bool) throws {
    let hour = UTCHour(index: 498_690 + Int64(random.below(40)))
    let window = BillingWindow(start: hour, end: hour.adding(hours: 6))
    let countMax = random.below(12) - 1
    try pair.same("standing") { try $0.standing(in: nil) }
    try pair.same("standing in a window") { try $0.standing(in: window) }
    try pair.same("debts") { try $0.debts(countMax: countMax) }
    try pair.same("audit") { try $0.audit(events: withEvents) }
    try pair.same("windows") { try $0.dueWindows() }
    try pair.same("end of windows") { try $0.dueWindowsEnd() }
    try pair.same("sealed through") { try $0.sealedThrough() }
    try pair.same("catalog version") { try $0.sealedCatalogVersion() }
    try pair.same("identity") { store in
      let identity = try store.identity()
      return "\(identity.epoch) \(identity.attemptCount) \(identity.latestRunAt?.text ?? "-")"
    }
    try pair.same("open items") { try $0.openItems() }
    try pair.same("earliest hour") { try $0.earliestEventHour() }
  }

  /// Every row that the seam can show.
  mutating func compareRows() throws {
    let countMax = random.below(40) - 1
    let entries = try pair.same("quarantine") { try $0.quarantine(countMax: countMax) } ?? []
    for entry in entries.prefix(3) { try pair.same("entry") { try $0.quarantineEntry(entry.id) } }
    try pair.same("runs") { try $0.runs(countMax: countMax) }
    for byteCount in [0, file("any", "content 0").byteCount] {
      try pair.same("known sizes") { try $0.knowsFile(ofByteCount: byteCount) }
    }
    for content in 0..<4 {
      try pair.same("progress") { try $0.progress(of: file("any", "content \(content)")) }
    }
    try compareHolds()
    try compareEvents(in: Self.everything)
    let hour = UTCHour(index: 498_690 + Int64(random.below(40)))
    try compareEvents(in: BillingWindow(start: hour, end: hour.adding(hours: 3)))
    for item in try allItems().shuffled(using: &random).prefix(4) {
      try compareTrace(item.id)
      try pair.same("item") { try $0.item(item.id) }
    }
    for reference in ["e\(random.below(200))", "rec-\(random.below(9))", "req-1", "first-0", "nothing"] {
      try compareTrace(reference)
    }
    for kind in ["cell", "charge"] { try compareTrace("\(kind)-\(random.below(30))") }
    for provider in Self.providers {
      try pair.same("unknown items") { try $0.unknownItems(of: provider, countMax: countMax) }
      try pair.same("aged items") { [now] in try $0.itemsPastDeadlineOrInFlight(of: provider, at: now) }
    }
  }

  /// Every item there is.
  func allItems() throws -> [DispatchItem] {
    try pair.same("items") { store in
      var items: [DispatchItem] = []
      try store.items(in: Self.everything) { item throws(StoreError) in items.append(item) }
      return items
    } ?? []
  }

  private mutating func compareHolds() throws {
    let hour = UTCHour(index: 498_690 + Int64(random.below(20)))
    for window in [Self.everything, BillingWindow(start: hour, end: hour.adding(hours: 3))] {
      let holds = try pair.same("holds") { store in
        var holds: [StoredGPUHold] = []
        try store.gpuHolds(in: window) { hold throws(StoreError) in holds.append(hold) }
        return holds
      }
      for ownerDay in Set((holds ?? []).map(\.ownerDay)) {
        try pair.same("posted peak") { try $0.postedPeak(of: ownerDay) }
      }
      try pair.same("devices") { try $0.seenGPUs(in: window) }
    }
    let lastID = Int64(random.below(60))
    try pair.same("news of holds") { try $0.gpuHoldNews(after: lastID) }
  }

  private func compareEvents(in window: BillingWindow) throws {
    try pair.same("events of \(window.text)") { store in
      var events: [String] = []
      try store.events(in: window) { event throws(StoreError) in events.append("\(event)") }
      return events
    }
  }

  private func compareTrace(_ reference: String) throws {
    try pair.same("trace of \(reference)") { try $0.trace(reference).map(TraceView.init) }
  }
}
