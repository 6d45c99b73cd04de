package import Billing

extension SQLiteStore {
  package func snapshot(for window: BillingWindow, waiting: Bool) throws(StoreError) -> LedgerSnapshot {
    try addWaitingToCells()
    return try read { connection throws(StoreError) in
      let reading = SnapshotReading(connection: connection)
      var snapshot = LedgerSnapshot()
      snapshot.openCells = try reading.openCells(before: window.end)
      if waiting { snapshot.waitingCharges = try reading.waitingCharges() }
      snapshot.carries = try reading.carries()
      let hours =
        snapshot.openCells.map(\.cell.key.hour) + snapshot.waitingCharges.map(\.cell.cell.key.hour)
      var periods = Set(hours.map(\.monthStart))
      var hour = window.start
      while hour < window.end {
        periods.insert(hour.monthStart)
        hour = hour.monthEnd
      }
      snapshot.ratings = try reading.ratings(of: periods.sorted())
      snapshot.verdicts = try connection.verdicts()
      snapshot.restoredBefore = try connection.integer("SELECT restored_before_hour FROM ledger").map(
        UTCHour.init(index:))
      guard let firstHour = hours.min() else { return snapshot }
      snapshot.medianUnitsOfSeries = try MedianUnits(connection: connection).medians(before: window.start)
      snapshot.bucketHeads = try BucketHeads(connection: connection).heads(
        from: min(firstHour, window.start), until: window.end)
      return snapshot
    }
  }
}

/// The parts of a snapshot.
struct SnapshotReading {
  let connection: Connection

  func openCells(before end: UTCHour) throws(StoreError) -> [StoredCell] {
    let rows = try connection.rows(
      "SELECT \(StoredCell.columns) FROM cell INDEXED BY cell_open WHERE seal = 0 AND hour < ? ORDER BY id",
      end)
    var cells: [StoredCell] = []
    while try rows.next() { cells.append(try connection.storedCell(rows)) }
    try WaitingSums(connection: connection).add(to: &cells, before: end)
    return cells
  }

  /// One entry a (cell, meter), in order of the charges' numbers.
  func waitingCharges() throws(StoreError) -> [WaitingCharge] {
    let rows = try connection.rows(
      """
      SELECT cell, meter, provider, reason, state, money_steps, currency, price, billed_steps, verdict, accepted_steps
      FROM charge
      WHERE state IN ('held', 'skipped') ORDER BY cell, id
      """)
    var drafts: [WaitingDraft] = []
    var indexOfKey: [WaitingDraft.Key: Int] = [:]
    while try rows.next() {
      let key = WaitingDraft.Key(cellID: rows.integer(0), meter: rows.integer(1))
      let rated = try ratedAmount(rows)
      let provider = try connection.provider(rows.integer(2))
      if let index = indexOfKey[key] {
        drafts[index].providers.append(provider)
        if drafts[index].rated == nil, rated != nil {
          drafts[index].rated = rated
          drafts[index].verification = try connection.verification(rows, at: 9)
        }
      } else {
        indexOfKey[key] = drafts.count
        drafts.append(
          WaitingDraft(
            key: key, providers: [provider], rated: rated,
            verification: try rated == nil ? nil : connection.verification(rows, at: 9)))
      }
    }
    return try finish(drafts)
  }

  /// `nil` when the charge was held before it was rated.
  private func ratedAmount(_ rows: PreparedStatement) throws(StoreError) -> RatedAmount? {
    if rows.text(4) == "held", try rows.word(3, HoldReason.self).precedesRating { return nil }
    guard !rows.isNull(5), let price = rows.integerIfAny(7) else { return nil }
    let money = Money(steps: try rows.steps(5), currency: try connection.currency(rows.integer(6)))
    return RatedAmount(money: money, priceID: try connection.text(price), billedSteps: try rows.steps(8))
  }

  private struct WaitingDraft {
    struct Key: Hashable {
      let cellID: Int64
      let meter: Int64
    }
    let key: Key
    var providers: [ProviderID]
    var rated: RatedAmount?
    var verification: ChargeVerification?
  }

  private func finish(_ drafts: [WaitingDraft]) throws(StoreError) -> [WaitingCharge] {
    var cells: [Int64: StoredCell] = [:]
    var charges: [WaitingCharge] = []
    let settled = try settledProviders()
    for draft in drafts {
      let id = draft.key.cellID
      let cell = if let known = cells[id] { known } else { try connection.storedCell(id) }
      cells[id] = cell
      charges.append(
        WaitingCharge(
          cell: cell, meterID: try connection.text(draft.key.meter), providers: draft.providers.sorted(),
          settledProviders: settled[draft.key, default: []].sorted(), rated: draft.rated,
          verification: draft.verification))
    }
    return charges
  }

  /// The providers whose charge stands for ever, of every (cell, meter) with a cell that some charge waits for.
  private func settledProviders() throws(StoreError) -> [WaitingDraft.Key: [ProviderID]] {
    let rows = try connection.rows(
      """
      SELECT cell, meter, provider FROM charge WHERE state IN ('planned', 'replaced')
        AND cell IN (SELECT cell FROM charge WHERE state IN ('held', 'skipped'))
      """)
    var providers: [WaitingDraft.Key: [ProviderID]] = [:]
    while try rows.next() {
      let key = WaitingDraft.Key(cellID: rows.integer(0), meter: rows.integer(1))
      providers[key, default: []].append(try connection.provider(rows.integer(2)))
    }
    return providers
  }

  func carries() throws(StoreError) -> [CarryKey: Carry] {
    let rows = try connection.rows(
      """
      SELECT provider, series, project, cumulative_steps, emitted_units, steps_per_unit, since_hour FROM carry
      """)
    var carries: [CarryKey: Carry] = [:]
    while try rows.next() {
      let key = CarryKey(
        provider: try connection.provider(rows.integer(0)), series: try connection.text(rows.integer(1)),
        projectID: try connection.text(rows.integer(2)), since: rows.hour(6))
      let (cumulative, emitted) = (try rows.steps(3), try rows.steps(4))
      let stepsPerUnit = try rows.steps(5)
      guard stepsPerUnit > 0, Rounding.down.quotient(cumulative, by: stepsPerUnit) == emitted else {
        throw connection.damaged(
          "the carry of \(key.provider) \(key.series) \(key.projectID) contradicts itself")
      }
      carries[key] = Carry(cumulativeSteps: cumulative, emittedUnits: emitted, stepsPerUnit: stepsPerUnit)
    }
    return carries
  }

  func ratings(of periods: [UTCHour]) throws(StoreError) -> [RatingSeries: RatingProgress] {
    var ratings: [RatingSeries: RatingProgress] = [:]
    for period in periods {
      let rows = try connection.rows(
        "SELECT project, price, terms, quantity_steps, money_steps FROM rating WHERE period = ?", period)
      while try rows.next() {
        let series = RatingSeries(
          projectID: try connection.text(rows.integer(0)), priceID: try connection.text(rows.integer(1)),
          terms: try connection.text(rows.integer(2)), period: period)
        ratings[series] = RatingProgress(quantitySteps: try rows.steps(3), moneySteps: try rows.steps(4))
      }
    }
    return ratings
  }
}
