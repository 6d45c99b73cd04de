/// Everything a seal reads. Two equal snapshots and catalogs give the same plan, byte for byte.
package struct LedgerSnapshot: Sendable {
  /// Cells of hours before the window's end that no seal holds yet, late ones included.
  package var openCells: [StoredCell]
  /// Charges of sealed cells that are held or skipped; one entry a (cell, meter).
  package var waitingCharges: [WaitingCharge]
  /// Every carry.
  package var carries: [CarryKey: Carry]
  /// Rating progress of every period that an open or waiting cell, or the window, falls into.
  package var ratings: [RatingSeries: RatingProgress]
  /// The newest item of every bucket that starts before the window's end and not before the earliest hour of the window
  /// or of an open or waiting cell; for buckets of a day, not before that hour's UTC day.
  package var bucketHeads: [BucketKey: BucketHead]

  /// The median of the units of a series' items of the last 28 days before the window; only series with enough items.
  package var medianUnitsOfSeries: [SeriesKey: Int128] = [:]
  /// Every verdict, oldest first.
  package var verdicts: [StoredVerdict] = []
  /// Items of buckets before this hour may have been sent by a lost part of this ledger's history; `nil` for none.
  package var restoredBefore: UTCHour?

  /// A snapshot of the parts given.
  package init(
    openCells: [StoredCell] = [], waitingCharges: [WaitingCharge] = [], carries: [CarryKey: Carry] = [:],
    ratings: [RatingSeries: RatingProgress] = [:], bucketHeads: [BucketKey: BucketHead] = [:]
  ) {
    self.openCells = openCells
    self.waitingCharges = waitingCharges
    self.carries = carries
    self.ratings = ratings
    self.bucketHeads = bucketHeads
  }
}

/// A charge, or the charges of several providers alike, that an earlier seal could not plan.
package struct WaitingCharge: Hashable, Sendable {
  /// The sealed cell.
  package let cell: StoredCell
  /// The meter.
  package let meterID: String
  /// The providers whose charge waits, sorted.
  package let providers: [ProviderID]
  /// The providers whose charge of the same (cell, meter) is planned or replaced, and so stands for ever, sorted.
  package let settledProviders: [ProviderID]
  /// What an earlier seal rated the charge at; `nil` when it was held before rating.
  package let rated: RatedAmount?
  /// The verdict that rating was by; `nil` without one.
  package let verification: ChargeVerification?

  /// A waiting charge of the parts given.
  package init(
    cell: StoredCell, meterID: String, providers: [ProviderID], settledProviders: [ProviderID],
    rated: RatedAmount?, verification: ChargeVerification? = nil
  ) {
    self.cell = cell
    self.meterID = meterID
    self.providers = providers
    self.settledProviders = settledProviders
    self.rated = rated
    self.verification = verification
  }
}

/// What rating made of one (cell, meter).
package struct RatedAmount: Hashable, Sendable {
  /// The money.
  package let money: Money
  /// The price it was rated with.
  package let priceID: String
  /// Steps that go into the provider's bucket.
  package let billedSteps: Int128

  /// A rated amount of the parts given.
  package init(money: Money, priceID: String, billedSteps: Int128) {
    self.money = money
    self.priceID = priceID
    self.billedSteps = billedSteps
  }
}

/// The newest item of a bucket.
package struct BucketHead: Hashable, Sendable {
  /// Its identifier.
  package let itemID: String
  /// Its revision.
  package let revision: Int
  /// Its state.
  package let state: DispatchState
  /// Whether an attempt was ever made.
  package let wasAttempted: Bool
  /// What it newly accounts for.
  package let units: Int128
  /// `units` by project, sorted by id.
  package let newAllocations: [Allocation]
  /// What it is worth.
  package let money: Money
  /// Units of all items of the bucket that are not superseded: its running total.
  package let totalUnits: Int128
  /// The running total by project, sorted by id.
  package let allocations: [Allocation]

  /// A head of the parts given.
  package init(
    itemID: String, revision: Int, state: DispatchState, wasAttempted: Bool, units: Int128,
    newAllocations: [Allocation], money: Money, totalUnits: Int128, allocations: [Allocation]
  ) {
    self.itemID = itemID
    self.revision = revision
    self.state = state
    self.wasAttempted = wasAttempted
    self.units = units
    self.newAllocations = newAllocations
    self.money = money
    self.totalUnits = totalUnits
    self.allocations = allocations
  }
}

/// Everything a seal writes, in one transaction.
package struct SealPlan: Sendable {
  /// What is sealed.
  package let window: BillingWindow
  /// The catalog version it was made with.
  package let catalogVersion: String
  /// Cells that this seal holds from now on.
  package var sealedCellIDs: [Int64]
  /// How many of them carry no charge because billing starts after their hour.
  package var cellCountBeforeBilling = 0
  /// New charges, and new states of waiting ones (same cell, meter and provider).
  package var charges: [Charge]
  /// New items; `sealID` is filled in by the store.
  package var items: [PlannedItem]
  /// Items that a new revision replaces before they were ever sent: old identifier to new.
  package var supersededItems: [String: String]
  /// New values of the carries that changed.
  package var carries: [CarryKey: Carry]
  /// New values of the rating series that changed.
  package var ratings: [RatingSeries: RatingProgress]

  /// An empty plan for a window.
  package init(window: BillingWindow, catalogVersion: String) {
    self.window = window
    self.catalogVersion = catalogVersion
    (sealedCellIDs, charges, items) = ([], [], [])
    (supersededItems, carries, ratings) = ([:], [:], [:])
  }
}

/// An item about to be sealed.
package struct PlannedItem: Hashable, Sendable {
  /// The bucket it was frozen from.
  package let bucket: PlannedBucket
  /// What it newly accounts for.
  package let units: Int128
  /// What that is worth.
  package let money: Money
  /// The frozen bytes.
  package let payload: FrozenPayload
  /// The last instant at which the provider accepts it.
  package let deadlineAt: Instant
  /// New units by project, sorted by id; they add up to `units`.
  package let newAllocations: [Allocation]
  /// Where it begins: `planned`, `held` with the bound it breaks, or `unknown` after the ledger was restored.
  package var progress = DispatchProgress()

  /// An item of the parts given.
  package init(
    bucket: PlannedBucket, units: Int128, money: Money, payload: FrozenPayload, deadlineAt: Instant,
    newAllocations: [Allocation]
  ) {
    self.bucket = bucket
    self.units = units
    self.money = money
    self.payload = payload
    self.deadlineAt = deadlineAt
    self.newAllocations = newAllocations
  }
}
