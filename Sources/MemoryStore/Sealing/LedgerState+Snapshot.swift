import Billing

extension LedgerState {
  /// What sealing a window reads.
  func snapshot(for window: BillingWindow, waiting: Bool) -> LedgerSnapshot {
    var open: [Int] = []
    for index in self.openCells.values where cellRows[index].cell.key.hour < window.end { open.append(index) }
    let openCells = open.sorted().map { storedCell($0) }
    let charges = waiting && !waitingCharges.isEmpty ? waitingChargesOfCells() : []
    let hours = openCells.map(\.cell.key.hour) + charges.map(\.cell.cell.key.hour)
    var snapshot = LedgerSnapshot(
      openCells: openCells, waitingCharges: charges, carries: carries,
      ratings: ratings.isEmpty ? [:] : ratings(of: Self.periods(of: hours, window)))
    if !verdictRows.isEmpty { snapshot.verdicts = verdicts }
    snapshot.restoredBefore = restoredBefore
    guard let firstHour = hours.min() else { return snapshot }
    snapshot.bucketHeads = bucketHeads(from: min(firstHour, window.start), until: window.end)
    snapshot.medianUnitsOfSeries = medianUnits(before: window.start)
    return snapshot
  }

  /// The median (of an even count the lower one) of the units of each series' items whose bucket starts in the 28 days
  /// before `hour`; series with too few items are left out.
  private func medianUnits(before hour: UTCHour) -> [SeriesKey: Int128] {
    guard itemRows.count >= SafetyBounds.sampleCountMin else { return [:] }
    let start = hour.adding(hours: -24 * SafetyBounds.medianDays)
    var unitsOfSeries: [SeriesKey: [Int128]] = [:]
    for row in itemRows where row.item.progress.state != .superseded {
      let bucket = row.item.bucket
      guard start <= bucket.start, bucket.start < hour else { continue }
      unitsOfSeries[SeriesKey(provider: bucket.provider, series: bucket.series), default: []]
        .append(row.item.units)
    }
    return unitsOfSeries.filter { $0.value.count >= SafetyBounds.sampleCountMin }
      .mapValues { $0.sorted()[($0.count - 1) >> 1] }
  }

  func storedCell(_ index: Int) -> StoredCell {
    StoredCell(id: Int64(index + 1), cell: cellRows[index].cell)
  }

  private func ratings(of periods: Set<UTCHour>) -> [RatingSeries: RatingProgress] {
    ratings.filter { periods.contains($0.key.period) }
  }

  private static func periods(of hours: [UTCHour], _ window: BillingWindow) -> Set<UTCHour> {
    var periods = Set(hours.map(\.monthStart))
    var hour = window.start
    while hour < window.end {
      periods.insert(hour.monthStart)
      hour = hour.monthEnd
    }
    return periods
  }

  /// One entry a (cell, meter), in order of the cells' numbers, then of the charges'.
  private func waitingChargesOfCells() -> [WaitingCharge] {
    let cellIDs = Set(waitingCharges.map { chargeRows[$0].charge.cellID })
    return cellIDs.sorted().flatMap { cellID -> [WaitingCharge] in
      let cellIndex = Int(cellID) - 1
      let charges = cellRows[cellIndex].charges.map { chargeRows[$0].charge }
      var meterIDs: [String] = []
      for charge in charges where charge.state.isWaiting && !meterIDs.contains(charge.meterID) {
        meterIDs.append(charge.meterID)
      }
      return meterIDs.map { meterID in
        let ofMeter = charges.filter { $0.meterID == meterID }
        let waiting = ofMeter.filter(\.state.isWaiting)
        let rated = waiting.first { $0.ratedAmount != nil }
        return WaitingCharge(
          cell: storedCell(cellIndex), meterID: meterID, providers: waiting.map(\.provider).sorted(),
          settledProviders: ofMeter.filter { !$0.state.isWaiting }.map(\.provider).sorted(),
          rated: rated?.ratedAmount, verification: rated?.verification)
      }
    }
  }

  /// The newest item of each bucket that usage of the span may go into, and the bucket's running total: of a day from
  /// the UTC day of `start` on, of an hour from `start` on.
  private func bucketHeads(from start: UTCHour, until end: UTCHour) -> [BucketKey: BucketHead] {
    var heads: [BucketKey: BucketHead] = [:]
    let dayStart = start.dayStart
    for (key, indexes) in itemsOfBucket where key.start < end {
      guard key.start >= (key.hours == 24 ? dayStart : start) else { continue }
      heads[key] = head(of: indexes)
    }
    return heads
  }

  private func head(of revisions: [Int]) -> BucketHead {
    let newest = revisions[revisions.count - 1]
    var totalUnits: Int128 = 0
    var allocations: [Allocation] = []
    for index in revisions where itemRows[index].item.progress.state != .superseded {
      totalUnits += itemRows[index].item.units
      allocations += itemRows[index].allocations
    }
    let item = itemRows[newest].item
    return BucketHead(
      itemID: item.id, revision: item.revision, state: item.progress.state,
      wasAttempted: item.progress.attemptCount > 0, units: item.units,
      newAllocations: Self.sums(itemRows[newest].allocations), money: item.money, totalUnits: totalUnits,
      allocations: Self.sums(allocations))
  }

  private static func sums(_ parts: [Allocation]) -> [Allocation] {
    guard parts.count > 1 else { return parts }
    return Dictionary(parts.map { ($0.projectID, $0.units) }, uniquingKeysWith: +)
      .map { Allocation(projectID: $0.key, units: $0.value) }
      .sorted { $0.projectID < $1.projectID }
  }
}

extension Charge {
  /// `nil` when the charge was held before it was rated.
  fileprivate var ratedAmount: RatedAmount? {
    if case .held(let reason) = state, reason.precedesRating { return nil }
    guard let money, let priceID else { return nil }
    return RatedAmount(money: money, priceID: priceID, billedSteps: billedSteps)
  }
}
