/// The ledger. Every verb is one transaction: durable when it returns, not there at all when it throws, except
/// `StoreError.commitUnknown`, after which the caller stops and the next run reads again what is there.
package protocol Store: AnyObject {
  /// Which ledger this is.
  func identity() throws(StoreError) -> LedgerIdentity
  /// Takes the lease, or throws `locked` with who holds it. With `witness`, a ledger that contradicts it is refused
  /// (`rolledBack`) and keeps its epoch. A recovery's lease begins a new timeline and notes the hour before which items
  /// begin in doubt from now on, which never goes back; all of it in the transaction that takes the lease.
  func acquireLease(_ owner: LeaseOwner, at now: Instant, witness: WitnessCheck) throws(StoreError)
  /// Gives the lease back; does nothing when it is no longer held.
  func releaseLease()

  /// Notes that a run began and answers its number.
  func beginRun(_ run: RunRecord) throws(StoreError) -> Int64
  /// Notes how a run ended. `resultsJSON` is made only by a store that keeps it.
  func finishRun(
    _ runID: Int64, at now: Instant, exitCode: Int32, resultsJSON: @autoclosure () -> String
  ) throws(StoreError)

  /// Whether a file of that size may be one that was read before: one of its size was, wholly or in part, or some file
  /// was read in part, whose size may have been taken while it still grew. Else a file is new before its digest is
  /// known.
  func knowsFile(ofByteCount byteCount: Int) throws(StoreError) -> Bool
  /// How far a file of that content was read before; `nil` when it is new, or its digest is not known yet. Streams are
  /// always new.
  func progress(of source: SourceDescription) throws(StoreError) -> SourceProgress?
  /// Posts a batch: raw bytes, records, index, cells, quarantine and the source's position in one transaction. A digest
  /// that comes with a later batch of the same run and name becomes the source's.
  /// `metering` turns the rows that were really posted into cells.
  func post(
    _ batch: EventBatch, of source: SourceDescription, isLast: Bool, runID: Int64, at now: Instant,
    metering: ([PostedBlock]) -> [Cell]
  ) throws(StoreError) -> PostingTally

  /// Hands over what usage records hold in a window, by hour and number.
  func gpuHolds(
    in window: BillingWindow, _ body: (StoredGPUHold) throws(StoreError) -> Void
  ) throws(StoreError)
  /// The days that holds of a number above `id` lie in.
  func gpuHoldNews(after id: Int64) throws(StoreError) -> GPUHoldNews
  /// The distinct devices that were held in a window.
  func seenGPUs(in window: BillingWindow) throws(StoreError) -> Set<SeenGPU>
  /// The day's peak as posted: the sum of `gpusPeak` over its events.
  func postedPeak(of ownerDay: GPUOwnerDay) throws(StoreError) -> Int128

  /// The end of the last sealed window; `nil` before the first seal.
  func sealedThrough() throws(StoreError) -> UTCHour?
  /// The earliest hour any posted event lies in; `nil` while there is none.
  func earliestEventHour() throws(StoreError) -> UTCHour?
  /// Adds windows to the table of due windows; they continue the table without hole or overlap.
  func addDueWindows(_ windows: [BillingWindow]) throws(StoreError)
  /// The end of the last window in the table, sealed or due.
  func dueWindowsEnd() throws(StoreError) -> UTCHour?
  /// Windows that are due and not sealed, oldest first.
  func dueWindows() throws(StoreError) -> [BillingWindow]
  /// The catalog version of the last seal; `nil` before the first.
  func sealedCatalogVersion() throws(StoreError) -> String?
  /// What sealing `window` reads. Without `waiting`, charges that wait are left out: they depend on the catalog alone,
  /// so they need another look only when it changed. When no cell is open and no charge waits, nothing can be
  /// planned: heads and medians are left out.
  func snapshot(for window: BillingWindow, waiting: Bool) throws(StoreError) -> LedgerSnapshot
  /// Every verdict, oldest first.
  func verdicts() throws(StoreError) -> [StoredVerdict]
  /// Whether a verdict was recorded after the last seal, so that charges that wait need another look.
  func hasVerdictSinceSeal() throws(StoreError) -> Bool
  /// Records a verdict with the exact bytes of its evidence; answers its number.
  func record(_ verdict: Verdict, evidence: [UInt8], runID: Int64) throws(StoreError) -> Int64
  /// Every replay of a host's health, oldest first.
  func hostHealth() throws(StoreError) -> [HostHealthRecord]
  /// Records a replay of a host's health with the exact bytes of its evidence.
  func record(_ health: HostHealthRecord, evidence: [UInt8], runID: Int64) throws(StoreError)
  /// The exact bytes of a verdict's evidence; `nil` when there is no such verdict.
  func evidence(ofVerdict id: Int64) throws(StoreError) -> [UInt8]?
  /// Seals: cells, charges, items, carries, ratings and the window's mark in one transaction. Answers the seal's
  /// number.
  func seal(_ plan: SealPlan, runID: Int64, at now: Instant) throws(StoreError) -> Int64
  /// The same for a plan whose items are still to be frozen; what comes to lie in the ledger is the same.
  func seal(_ slices: any SlicedSeal, runID: Int64, at now: Instant) throws(StoreError) -> Int64

  /// Sendable items of a provider that are due at `now`, most urgent deadline first, then oldest bucket. A later
  /// revision is left out while an earlier one of its bucket is neither delivered nor otherwise final. With a window,
  /// only items whose bucket starts in it.
  func dueItems(
    of provider: ProviderID, in window: BillingWindow?, at now: Instant, countMax: Int
  ) throws(StoreError) -> [DispatchItem]
  /// Items of a provider that may or may not have counted (`unknown`), each with what else its bucket holds; longest
  /// untouched first.
  func unknownItems(of provider: ProviderID, countMax: Int) throws(StoreError) -> [BucketHistory]
  /// One item; `nil` when there is none of that identifier.
  func item(_ id: String) throws(StoreError) -> DispatchItem?
  /// Every item that is not final.
  func openItems() throws(StoreError) -> [DispatchItem]
  /// Everything of a series in buckets that start before `hour`: what must be decided together after the ledger was
  /// restored, since the rest below a unit is carried from bucket to bucket.
  func seriesHistory(of series: SeriesKey, before hour: UTCHour) throws(StoreError) -> SeriesHistory
  /// Open items of a provider that time alone may move (planned, skipped, deferred, in flight).
  func itemsPastDeadlineOrInFlight(of provider: ProviderID, at now: Instant) throws(StoreError)
    -> [DispatchItem]
  /// Makes the items durably in flight: their progress, and one open attempt each. Nothing may be sent before this
  /// returns. Throws `changedMeanwhile` and changes nothing when any item is no longer as given.
  func claim(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) -> ClaimedBatch
  /// Ends the attempts of a claim, each with its transition.
  func settle(
    _ batch: consuming ClaimedBatch, with transitions: [ItemTransition], runID: Int64
  ) throws(StoreError)
  /// Applies changes that no attempt makes: skipped, deferred, expired, unknown, approved.
  func apply(_ transitions: [ItemTransition], runID: Int64) throws(StoreError)

  /// Sums by provider and state over the items whose bucket lies in `window` (`nil`: all), and the charges that wait.
  func standing(in window: BillingWindow?) throws(StoreError) -> LedgerStanding
  /// Every debt: open items by deadline, then waiting charges by the age of their usage.
  func debts(countMax: Int) throws(StoreError) -> [Debt]
  /// Control totals of the whole ledger, each computed two ways. Without `events`, the equations that read every event
  /// again are left out: they take time with the number of events ever posted.
  func audit(events: Bool) throws(StoreError) -> LedgerAudit
  /// Everything connected with a usage id, item id, provider record id, cell or charge; `nil` when nothing is.
  func trace(_ reference: String) throws(StoreError) -> Trace?
  /// Hands over the posted events of a window in the order of posting, each with its raw bytes.
  func events(
    in window: BillingWindow, _ body: (PostedEvent) throws(StoreError) -> Void
  ) throws(StoreError)
  /// The posted events of a window summed into cells, in no order: what the ledger's own cells say, found a second time
  /// from what it keeps of each event.
  func recordedCells(in window: BillingWindow, _ parallelism: Parallelism) throws(StoreError) -> NamedCells
  /// Hands over the items whose bucket starts in a window, by provider, bucket, series and revision.
  func items(
    in window: BillingWindow, _ body: (DispatchItem) throws(StoreError) -> Void
  ) throws(StoreError)
  /// Rows of the quarantine that nobody resolved, newest first.
  func quarantine(countMax: Int) throws(StoreError) -> [QuarantineEntry]
  /// One row of the quarantine.
  func quarantineEntry(_ id: Int64) throws(StoreError) -> QuarantineEntry?
  /// Marks a row as resolved by a retry that posted it.
  func resolveQuarantine(_ id: Int64, at now: Instant, note: String) throws(StoreError)
  /// The last runs, newest first.
  func runs(countMax: Int) throws(StoreError) -> [RunRecord]
}

extension Store {
  /// Every control total.
  package func audit() throws(StoreError) -> LedgerAudit { try audit(events: true) }

  /// A store that gains nothing by slices takes the seal whole.
  package func seal(_ slices: any SlicedSeal, runID: Int64, at now: Instant) throws(StoreError) -> Int64 {
    try seal(slices.whole(), runID: runID, at: now)
  }
}
