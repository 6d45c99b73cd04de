package import Billing

extension MemoryStore {
  package func identity() throws(StoreError) -> LedgerIdentity { ledger.read { $0.identity } }

  package func knowsFile(ofByteCount byteCount: Int) throws(StoreError) -> Bool {
    ledger.read { $0.knowsFile(ofByteCount: byteCount) }
  }

  package func progress(of source: SourceDescription) throws(StoreError) -> SourceProgress? {
    ledger.read { $0.progress(of: source) }
  }

  package func sealedThrough() throws(StoreError) -> UTCHour? { ledger.read { $0.sealedThrough } }

  package func earliestEventHour() throws(StoreError) -> UTCHour? { ledger.state.earliestEventHour }

  package func dueWindowsEnd() throws(StoreError) -> UTCHour? { ledger.state.windows.last?.end }

  package func dueWindows() throws(StoreError) -> [BillingWindow] { ledger.read { $0.dueWindows } }

  package func sealedCatalogVersion() throws(StoreError) -> String? {
    ledger.state.sealRows.last?.catalogVersion
  }

  package func verdicts() throws(StoreError) -> [StoredVerdict] { ledger.read { $0.verdicts } }

  package func hostHealth() throws(StoreError) -> [HostHealthRecord] { ledger.state.healthRows }

  package func hasVerdictSinceSeal() throws(StoreError) -> Bool { ledger.read { $0.hasVerdictSinceSeal } }

  package func evidence(ofVerdict id: Int64) throws(StoreError) -> [UInt8]? {
    ledger.state.verdictRows.row(id)?.evidence
  }

  package func snapshot(for window: BillingWindow, waiting: Bool) throws(StoreError) -> LedgerSnapshot {
    ledger.read { $0.snapshot(for: window, waiting: waiting) }
  }

  package func dueItems(
    of provider: ProviderID, in window: BillingWindow?, at now: Instant, countMax: Int
  ) throws(StoreError) -> [DispatchItem] {
    ledger.read { $0.dueItems(of: provider, in: window, at: now, countMax: countMax) }
  }

  package func itemsPastDeadlineOrInFlight(
    of provider: ProviderID, at now: Instant
  ) throws(StoreError) -> [DispatchItem] {
    ledger.read { $0.itemsPastDeadlineOrInFlight(of: provider, at: now) }
  }

  package func unknownItems(
    of provider: ProviderID, countMax: Int
  ) throws(StoreError) -> [BucketHistory] {
    ledger.read { $0.unknownItems(of: provider, countMax: countMax) }
  }

  package func seriesHistory(
    of series: SeriesKey, before hour: UTCHour
  ) throws(StoreError) -> SeriesHistory {
    ledger.read { $0.seriesHistory(of: series, before: hour) }
  }

  package func item(_ id: String) throws(StoreError) -> DispatchItem? {
    ledger.read { state in state.itemOfID[id].map { state.itemRows[$0].item } }
  }

  package func openItems() throws(StoreError) -> [DispatchItem] {
    ledger.read { state in state.openItems.map { state.itemRows[$0].item } }
  }

  package func standing(in window: BillingWindow?) throws(StoreError) -> LedgerStanding {
    ledger.read { $0.standing(in: window) }
  }

  package func debts(countMax: Int) throws(StoreError) -> [Debt] {
    ledger.read { $0.debts(countMax: countMax) }
  }

  package func audit(events: Bool) throws(StoreError) -> LedgerAudit {
    ledger.read { $0.audit(events: events) }
  }

  package func trace(_ reference: String) throws(StoreError) -> Trace? {
    let state = ledger.state
    guard let origin = state.traceOrigin(of: reference) else { return nil }
    return try Tracing(EventReading(state)).trace(from: origin)
  }

  package func events(
    in window: BillingWindow, _ body: (PostedEvent) throws(StoreError) -> Void
  ) throws(StoreError) {
    let reading = EventReading(ledger.state)
    for blockIndex in reading.state.blockRows.indices {
      for event in try reading.events(ofBlock: blockIndex, in: window) { try body(event) }
    }
  }

  package func recordedCells(
    in window: BillingWindow, _ parallelism: Parallelism
  ) throws(StoreError) -> NamedCells {
    var cells = NamedCells()
    for row in ledger.read({ $0.blockRows }) {
      for event in PostedBlock(row.block, isPosted: row.isPosted).events
      where window.contains(event.timestamp.hour) {
        let key = CellNumbers(
          hour: event.timestamp.hour.index, project: cells.names.number(of: event.projectID),
          tier: cells.names.number(of: event.hardwareTier), claim: cells.names.number(of: event.claim),
          currency: cells.names.number(of: event.currency),
          providers: cells.names.number(of: event.providers ?? []))
        cells.table.add([key]) { _ in event.amounts }
      }
    }
    return cells
  }

  package func items(
    in window: BillingWindow, _ body: (DispatchItem) throws(StoreError) -> Void
  ) throws(StoreError) {
    for item in ledger.read({ $0.items(in: window) }) { try body(item) }
  }

  package func quarantine(countMax: Int) throws(StoreError) -> [QuarantineEntry] {
    ledger.state.quarantineRows.reversed().lazy.filter { $0.resolvedAt == nil }.first(countMax: countMax)
  }

  package func quarantineEntry(_ id: Int64) throws(StoreError) -> QuarantineEntry? {
    ledger.state.quarantineRows.row(id)
  }

  package func runs(countMax: Int) throws(StoreError) -> [RunRecord] {
    ledger.state.runRows.reversed().first(countMax: countMax)
  }
}
