import Billing
import MemoryStore

extension SimulatedStore {
  func knowsFile(ofByteCount byteCount: Int) throws(StoreError) -> Bool {
    try read { store throws(StoreError) in try store.knowsFile(ofByteCount: byteCount) }
  }

  func progress(of source: SourceDescription) throws(StoreError) -> SourceProgress? {
    try read { store throws(StoreError) in try store.progress(of: source) }
  }

  func sealedThrough() throws(StoreError) -> UTCHour? {
    try read { store throws(StoreError) in try store.sealedThrough() }
  }

  func earliestEventHour() throws(StoreError) -> UTCHour? {
    try read { store throws(StoreError) in try store.earliestEventHour() }
  }

  func dueWindowsEnd() throws(StoreError) -> UTCHour? {
    try read { store throws(StoreError) in try store.dueWindowsEnd() }
  }

  func dueWindows() throws(StoreError) -> [BillingWindow] {
    try read { store throws(StoreError) in try store.dueWindows() }
  }

  func sealedCatalogVersion() throws(StoreError) -> String? {
    try read { store throws(StoreError) in try store.sealedCatalogVersion() }
  }

  func snapshot(for window: BillingWindow, waiting: Bool) throws(StoreError) -> LedgerSnapshot {
    try read { store throws(StoreError) in try store.snapshot(for: window, waiting: waiting) }
  }

  func dueItems(
    of provider: ProviderID, in window: BillingWindow?, at now: Instant, countMax: Int
  ) throws(StoreError) -> [DispatchItem] {
    try read { store throws(StoreError) in
      let due = try store.dueItems(of: provider, in: window, at: now, countMax: countMax)
      return world.mutant == .deliveredIsDue ? due + (try deliveredItems(of: provider, store)) : due
    }
  }

  func itemsPastDeadlineOrInFlight(
    of provider: ProviderID, at now: Instant
  ) throws(StoreError) -> [DispatchItem] {
    try read { store throws(StoreError) in try store.itemsPastDeadlineOrInFlight(of: provider, at: now) }
  }

  func identity() throws(StoreError) -> LedgerIdentity {
    try read { store throws(StoreError) in try store.identity() }
  }

  func unknownItems(of provider: ProviderID, countMax: Int) throws(StoreError) -> [BucketHistory] {
    let histories = try read { store throws(StoreError) in
      try store.unknownItems(of: provider, countMax: countMax)
    }
    let longAgo = Instant(microseconds: 0)
    return switch world.mutant {
    case .staleAggregate:
      histories.map { BucketHistory(item: $0.item, siblings: $0.siblings, lastChangedAt: longAgo) }
    case .noIsolation:
      histories.map {
        let delivered = $0.siblings.filter { $0.progress.state == .delivered }
        return BucketHistory(item: $0.item, siblings: delivered, lastChangedAt: $0.lastChangedAt)
      }
    case .neverAsks: []
    default: histories
    }
  }

  /// The mistake of the mutant `deliveredIsDue`: what is delivered, as if it had only been planned.
  private func deliveredItems(
    of provider: ProviderID, _ store: MemoryStore
  ) throws(StoreError) -> [DispatchItem] {
    var items: [DispatchItem] = []
    for mirrored in world.mirror.items where mirrored.progress.state == .delivered {
      guard var item = try store.item(mirrored.id), item.bucket.provider == provider else { continue }
      item.progress = DispatchProgress()
      items.append(item)
    }
    return items
  }

  func seriesHistory(
    of series: SeriesKey, before hour: UTCHour
  ) throws(StoreError) -> SeriesHistory {
    try read { store throws(StoreError) in try store.seriesHistory(of: series, before: hour) }
  }

  func item(_ id: String) throws(StoreError) -> DispatchItem? {
    try read { store throws(StoreError) in try store.item(id) }
  }

  func openItems() throws(StoreError) -> [DispatchItem] {
    try read { store throws(StoreError) in try store.openItems() }
  }

  func standing(in window: BillingWindow?) throws(StoreError) -> LedgerStanding {
    let standing = try read { store throws(StoreError) in try store.standing(in: window) }
    return world.mutant == .forgetsWaiting ? standing.withoutClosedHours : standing
  }

  func debts(countMax: Int) throws(StoreError) -> [Debt] {
    try read { store throws(StoreError) in try store.debts(countMax: countMax) }
  }

  func audit(events: Bool) throws(StoreError) -> LedgerAudit {
    try read { store throws(StoreError) in try store.audit(events: events) }
  }

  func trace(_ reference: String) throws(StoreError) -> Trace? {
    try read { store throws(StoreError) in try store.trace(reference) }
  }

  func events(
    in window: BillingWindow, _ body: (PostedEvent) throws(StoreError) -> Void
  ) throws(StoreError) {
    try read { store throws(StoreError) in try store.events(in: window, body) }
  }

  func recordedCells(
    in window: BillingWindow, _ parallelism: Parallelism
  ) throws(StoreError) -> NamedCells {
    try read { store throws(StoreError) in try store.recordedCells(in: window, parallelism) }
  }

  func items(
    in window: BillingWindow, _ body: (DispatchItem) throws(StoreError) -> Void
  ) throws(StoreError) {
    try read { store throws(StoreError) in try store.items(in: window, body) }
  }

  func quarantine(countMax: Int) throws(StoreError) -> [QuarantineEntry] {
    try read { store throws(StoreError) in try store.quarantine(countMax: countMax) }
  }

  func quarantineEntry(_ id: Int64) throws(StoreError) -> QuarantineEntry? {
    try read { store throws(StoreError) in try store.quarantineEntry(id) }
  }

  func resolveQuarantine(_ id: Int64, at now: Instant, note: String) throws(StoreError) {
    try write(.apply) { store throws(StoreError) in try store.resolveQuarantine(id, at: now, note: note) }
  }

  func runs(countMax: Int) throws(StoreError) -> [RunRecord] {
    try read { store throws(StoreError) in try store.runs(countMax: countMax) }
  }
}

extension LedgerStanding {
  /// `forgetsWaiting`: what waits for an open hour is not seen.
  fileprivate var withoutClosedHours: LedgerStanding {
    LedgerStanding(
      items: items, charges: charges.filter { $0.reason != HoldReason.hourClosed.rawValue },
      quarantinedCount: quarantinedCount, eventCount: eventCount, sealedThrough: sealedThrough)
  }
}
