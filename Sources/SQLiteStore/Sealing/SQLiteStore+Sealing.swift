package import Billing

extension SQLiteStore {
  package func seal(_ plan: SealPlan, runID: Int64, at now: Instant) throws(StoreError) -> Int64 {
    try write(.inMemory) { connection throws(StoreError) in
      let sealing = Sealing(connection: connection, plan: plan, runID: runID, now: now)
      return try sealing.write(itemCount: plan.items.count) { items throws(StoreError) in
        try items.insert(SealSlice(items: plan.items, supersededItems: plan.supersededItems))
        return .named(items.sequences(of: plan.items, from: items.first))
      }
    }
  }

  package func seal(_ slices: any SlicedSeal, runID: Int64, at now: Instant) throws(StoreError) -> Int64 {
    guard slices.itemCountMax > bounds.sealSliceItemCount else {
      return try seal(slices.whole(), runID: runID, at: now)
    }
    let ahead = SlicesAhead(of: slices, itemCountPerSlice: bounds.sealSliceItemCount)
    do throws(StoreError) {
      return try seal(slices, ahead, runID: runID, at: now)
    } catch {
      // Nothing of it is in the ledger, and whole the plan says what becomes of such a bucket.
      guard ahead.isRefused else { throw error }
      return try seal(slices.whole(), runID: runID, at: now)
    }
  }

  private func seal(
    _ slices: any SlicedSeal, _ ahead: SlicesAhead, runID: Int64, at now: Instant
  ) throws(StoreError) -> Int64 {
    try write(.inMemory) { connection throws(StoreError) in
      let (plan, itemPlaces) = (slices.frame, slices.itemPlaces)
      let sealing = Sealing(connection: connection, plan: plan, runID: runID, now: now)
      return try sealing.write(itemCount: slices.itemCount) { items throws(StoreError) in
        ahead.start()
        defer { ahead.stop() }
        while let slice = try ahead.take() { try items.insert(slice) }
        return .placed(itemPlaces, first: items.first)
      }
    }
  }
}

/// One seal: every part of the plan in one transaction.
struct Sealing {
  let connection: Connection
  let plan: SealPlan
  let runID: Int64
  let now: Instant

  /// Writes everything but the items, which `insertItems` inserts; answers the seal's number.
  func write(
    itemCount: Int, insertItems: (inout ItemSealing) throws(StoreError) -> ItemSequences
  ) throws(StoreError) -> Int64 {
    try checkIsCurrent()
    let sealID = try insertSeal(itemCount: itemCount)
    try sealCells(sealID)
    var items = try ItemSealing(connection: connection, sealID: sealID, runID: runID, now: now)
    let sequences = try insertItems(&items)
    guard items.count == itemCount else {
      throw .ruleBroken(detail: "\(items.count) items were made of \(itemCount) that the seal counts")
    }
    try supersede(items.replacements)
    try ChargeSealing(connection: connection, sealID: sealID, sequences: sequences).write(plan.charges)
    try writeCarries()
    try writeRatings()
    return sealID
  }

  /// A plan is good only for the ledger it was made from: its window is the oldest due one, and its cells are all the
  /// open cells before the window's end.
  func checkIsCurrent() throws(StoreError) {
    let rows = try connection.rows(
      "SELECT start_hour, end_hour FROM due_window WHERE seal IS NULL ORDER BY start_hour LIMIT 1")
    guard try rows.next(), rows.hour(0) == plan.window.start, rows.hour(1) == plan.window.end else {
      throw .changedMeanwhile(detail: "\(plan.window.text) is not the oldest due window")
    }
    let openCount =
      try connection.integer(
        "SELECT count(*) FROM cell INDEXED BY cell_open WHERE seal = 0 AND hour < ?", plan.window.end) ?? 0
    guard openCount == Int64(plan.sealedCellIDs.count) else {
      throw .changedMeanwhile(
        detail:
          "\(openCount) cells are open and \(plan.sealedCellIDs.count) are in the plan of \(plan.window.text)"
      )
    }
  }

  func insertSeal(itemCount: Int) throws(StoreError) -> Int64 {
    let batchHigh = try connection.integer("SELECT max(id) FROM batch") ?? 0
    try connection.run(
      """
      INSERT INTO seal (start_hour, end_hour, catalog_version, batch_high, run, sealed_at, cell_count,
        charge_count, item_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, plan.window.start, plan.window.end, plan.catalogVersion, batchHigh, runID, now,
      plan.sealedCellIDs.count, plan.charges.count, itemCount)
    let sealID = connection.lastInsertedID
    try connection.run("UPDATE due_window SET seal = ? WHERE start_hour = ?", sealID, plan.window.start)
    return sealID
  }

  /// Seals the plan's cells by one statement, after a look that they are the open cells, one and all.
  func sealCells(_ sealID: Int64) throws(StoreError) {
    let open = try connection.integers(
      "SELECT id FROM cell INDEXED BY cell_open WHERE seal = 0 AND hour < ? ORDER BY id", plan.window.end)
    guard open == plan.sealedCellIDs.sorted() else {
      throw .changedMeanwhile(
        detail: "the open cells before \(plan.window.end.text) are not those of the plan")
    }
    try connection.run(
      "UPDATE cell INDEXED BY cell_open SET seal = ? WHERE seal = 0 AND hour < ?", sealID, plan.window.end)
    guard connection.changeCount == plan.sealedCellIDs.count else {
      throw .changedMeanwhile(
        detail: "\(connection.changeCount) cells were sealed, and \(plan.sealedCellIDs.count) are in the plan"
      )
    }
  }

  /// Marks items that a new revision replaces; the schema refuses it for any that was ever attempted.
  func supersede(_ replacements: [ItemSealing.Replacement]) throws(StoreError) {
    for replacement in replacements.sorted(by: { $0.old < $1.old }) {
      let (old, new) = (replacement.old, replacement.new)
      guard let successor = replacement.sequence, let item = try connection.itemRow(old) else {
        throw .changedMeanwhile(detail: "\(old) cannot be replaced by \(new): one of them is not there")
      }
      let reason = "replaced by \(new)"
      try connection.run(
        "UPDATE item SET state = 'superseded', reason = ?, superseded_by = ?, next_attempt_at = NULL WHERE seq = ?",
        reason, successor, item.sequence)
      var progress = item.progress
      progress.state = .superseded
      progress.reason = reason
      try connection.appendTransition(
        of: item.sequence, from: item.progress.state, to: progress, runID: runID, at: now)
    }
  }

  func writeCarries() throws(StoreError) {
    let upsert = try connection.prepare(
      """
      INSERT INTO carry (provider, series, project, since_hour, cumulative_steps, emitted_units, steps_per_unit)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET cumulative_steps = excluded.cumulative_steps,
        emitted_units = excluded.emitted_units, steps_per_unit = excluded.steps_per_unit
      """)
    for (key, carry) in plan.carries {
      try upsert.run(
        connection.term(key.provider.name), connection.term(key.series), connection.term(key.projectID),
        key.since, carry.cumulativeSteps, carry.emittedUnits, carry.stepsPerUnit)
    }
  }

  func writeRatings() throws(StoreError) {
    let upsert = try connection.prepare(
      """
      INSERT INTO rating (period, project, price, terms, quantity_steps, money_steps) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET quantity_steps = excluded.quantity_steps, money_steps = excluded.money_steps
      """)
    for (series, progress) in plan.ratings {
      try upsert.run(
        series.period, connection.term(series.projectID), connection.term(series.priceID),
        connection.term(series.terms), progress.quantitySteps, progress.moneySteps)
    }
  }
}
