#if FAIL_POINTS
  import Billing

  /// Reading has no effect that lasts.
  extension FailPointStore {
    func identity() throws(StoreError) -> LedgerIdentity { try store.identity() }

    func knowsFile(ofByteCount byteCount: Int) throws(StoreError) -> Bool {
      try store.knowsFile(ofByteCount: byteCount)
    }

    func progress(of source: SourceDescription) throws(StoreError) -> SourceProgress? {
      try store.progress(of: source)
    }

    func gpuHolds(
      in window: BillingWindow, _ body: (StoredGPUHold) throws(StoreError) -> Void
    ) throws(StoreError) { try store.gpuHolds(in: window, body) }

    func gpuHoldNews(after id: Int64) throws(StoreError) -> GPUHoldNews { try store.gpuHoldNews(after: id) }

    func seenGPUs(in window: BillingWindow) throws(StoreError) -> Set<SeenGPU> {
      try store.seenGPUs(in: window)
    }

    func postedPeak(of ownerDay: GPUOwnerDay) throws(StoreError) -> Int128 {
      try store.postedPeak(of: ownerDay)
    }

    func sealedThrough() throws(StoreError) -> UTCHour? { try store.sealedThrough() }

    func earliestEventHour() throws(StoreError) -> UTCHour? { try store.earliestEventHour() }

    func dueWindowsEnd() throws(StoreError) -> UTCHour? { try store.dueWindowsEnd() }

    func dueWindows() throws(StoreError) -> [BillingWindow] { try store.dueWindows() }

    func sealedCatalogVersion() throws(StoreError) -> String? { try store.sealedCatalogVersion() }

    func verdicts() throws(StoreError) -> [StoredVerdict] { try store.verdicts() }

    func hostHealth() throws(StoreError) -> [HostHealthRecord] { try store.hostHealth() }

    func hasVerdictSinceSeal() throws(StoreError) -> Bool { try store.hasVerdictSinceSeal() }

    func evidence(ofVerdict id: Int64) throws(StoreError) -> [UInt8]? { try store.evidence(ofVerdict: id) }

    func snapshot(for window: BillingWindow, waiting: Bool) throws(StoreError) -> LedgerSnapshot {
      try store.snapshot(for: window, waiting: waiting)
    }

    func dueItems(of provider: ProviderID, in window: BillingWindow?, at now: Instant, countMax: Int)
      throws(StoreError) -> [DispatchItem]
    { try store.dueItems(of: provider, in: window, at: now, countMax: countMax) }

    func seriesHistory(of series: SeriesKey, before hour: UTCHour) throws(StoreError) -> SeriesHistory {
      try store.seriesHistory(of: series, before: hour)
    }

    func unknownItems(of provider: ProviderID, countMax: Int) throws(StoreError) -> [BucketHistory] {
      try store.unknownItems(of: provider, countMax: countMax)
    }

    func item(_ id: String) throws(StoreError) -> DispatchItem? { try store.item(id) }

    func openItems() throws(StoreError) -> [DispatchItem] { try store.openItems() }

    func itemsPastDeadlineOrInFlight(of provider: ProviderID, at now: Instant) throws(StoreError)
      -> [DispatchItem]
    { try store.itemsPastDeadlineOrInFlight(of: provider, at: now) }

    func standing(in window: BillingWindow?) throws(StoreError) -> LedgerStanding {
      try store.standing(in: window)
    }

    func debts(countMax: Int) throws(StoreError) -> [Debt] { try store.debts(countMax: countMax) }

    func audit(events: Bool) throws(StoreError) -> LedgerAudit { try store.audit(events: events) }

    func trace(_ reference: String) throws(StoreError) -> Trace? { try store.trace(reference) }

    func events(in window: BillingWindow, _ body: (PostedEvent) throws(StoreError) -> Void) throws(StoreError)
    { try store.events(in: window, body) }

    func recordedCells(in window: BillingWindow, _ parallelism: Parallelism) throws(StoreError) -> NamedCells
    { try store.recordedCells(in: window, parallelism) }

    func items(in window: BillingWindow, _ body: (DispatchItem) throws(StoreError) -> Void) throws(StoreError)
    { try store.items(in: window, body) }

    func quarantine(countMax: Int) throws(StoreError) -> [QuarantineEntry] {
      try store.quarantine(countMax: countMax)
    }

    func quarantineEntry(_ id: Int64) throws(StoreError) -> QuarantineEntry? { try store.quarantineEntry(id) }

    func runs(countMax: Int) throws(StoreError) -> [RunRecord] { try store.runs(countMax: countMax) }
  }
#endif
