import Billing

/// Adds metered sums to the open cells.
struct CellPosting {
  /// From how many cells a batch's sums wait in a run until their source is read to its end, if not said otherwise.
  static let deferredCountMin = 10_000
  /// So many runs are folded at once at most: one page of each is in memory.
  private static let waitingRunCountMax = 64
  let connection: Connection

  /// Adds the cells of a batch, at once or, for a large batch that is not the last of its source, as a run: usage that
  /// comes in no order of time meets the same cells in batch after batch, and is so added to each of them once.
  /// - Throws: `ruleBroken` when the cells do not hold exactly the events that were posted.
  func add(
    _ cells: [Cell], postedCount: Int, batchID: Int64, isLast: Bool, deferredCountMin: Int
  ) throws(StoreError) {
    let eventCount = cells.reduce(0) { $0 + $1.eventCount }
    guard eventCount == postedCount else {
      throw .ruleBroken(detail: "\(postedCount) events were posted and \(eventCount) metered")
    }
    var entries: [CellEntry] = []
    entries.reserveCapacity(cells.count)
    for cell in cells {
      entries.append(
        CellEntry(
          terms: try CellTerms(of: cell.key, in: connection), sums: cell.sums, eventCount: cell.eventCount))
    }
    // In the order of the index, so that neighbours share pages.
    entries.sort { $0.terms < $1.terms }
    let waitingCount = try CellRun.batchIDs(in: connection).count
    if !isLast, waitingCount < Self.waitingRunCountMax, cells.count >= deferredCountMin {
      for entry in try CellRun.write(entries, batchID: batchID, in: connection) { try add(entry) }
    } else {
      for entry in entries { try add(entry) }
      try foldRuns()
    }
  }

  /// Adds what waits in runs to the cells.
  func foldRuns() throws(StoreError) {
    var streams: [CellRunStream] = []
    var heads: [CellEntry?] = []
    for batchID in try CellRun.batchIDs(in: connection) {
      var stream = CellRunStream(batchID: batchID, connection: connection)
      heads.append(try stream.next())
      streams.append(stream)
    }
    guard !streams.isEmpty else { return }
    var sum: CellEntry?
    while let least = Self.least(heads) {
      guard let entry = heads[least] else { continue }
      heads[least] = try streams[least].next()
      if sum?.terms == entry.terms {
        sum?.sums.add(entry.sums)
        sum?.eventCount += entry.eventCount
      } else {
        if let sum { try add(sum) }
        sum = entry
      }
    }
    if let sum { try add(sum) }
    try connection.run("DELETE FROM cell_run")
  }

  /// Which of the heads comes first; `nil` when all streams have ended.
  private static func least(_ heads: [CellEntry?]) -> Int? {
    var least: (index: Int, terms: CellTerms)?
    for (index, head) in heads.enumerated() {
      guard let head else { continue }
      if let known = least, !(head.terms < known.terms) { continue }
      least = (index, head.terms)
    }
    return least?.index
  }

  private func add(_ entry: CellEntry) throws(StoreError) {
    if try !insert(entry) { try addToOpenCell(entry) }
  }

  /// Answers `false` when the cell is there already.
  private func insert(_ entry: CellEntry) throws(StoreError) -> Bool {
    let (terms, sums) = (entry.terms, entry.sums)
    try connection.run(
      """
      INSERT INTO cell (hour, project, tier, claim, currency, providers, event_count, tokens,
        gpu_hours_baseline, gpu_hours_used, gpu_hours_saved, cost_savings, usage_charge, success_fee,
        gpu_milliseconds, gpus_peak)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, terms.hour, terms.project, terms.tier, terms.claim, terms.currency, terms.providers,
      entry.eventCount, CellSum(sums.tokens), CellSum(sums.gpuHoursBaseline), CellSum(sums.gpuHoursUsed),
      CellSum(sums.gpuHoursSaved), CellSum(sums.costSavings), CellSum(sums.usageCharge),
      CellSum(sums.successFee), CellSum(sums.gpuMilliseconds), CellSum(sums.gpusPeak))
    return connection.changeCount == 1
  }

  private func addToOpenCell(_ entry: CellEntry) throws(StoreError) {
    let terms = entry.terms
    let rows = try connection.rows(
      """
      SELECT id, event_count, \(MeasureSums.columns)
      FROM cell WHERE hour = ? AND project = ? AND tier = ? AND claim = ? AND currency = ? AND providers = ?
        AND seal = 0
      """, terms.hour, terms.project, terms.tier, terms.claim, terms.currency, terms.providers)
    guard try rows.next() else { throw connection.damaged("an open cell cannot be found by its key") }
    var sums = try MeasureSums(rows, at: 2)
    let (id, eventCount) = (rows.integer(0), rows.count(1))
    sums.add(entry.sums)
    try connection.run(
      """
      UPDATE cell SET event_count = ?, tokens = ?, gpu_hours_baseline = ?, gpu_hours_used = ?,
        gpu_hours_saved = ?, cost_savings = ?, usage_charge = ?, success_fee = ?, gpu_milliseconds = ?,
        gpus_peak = ? WHERE id = ?
      """, eventCount + entry.eventCount, CellSum(sums.tokens), CellSum(sums.gpuHoursBaseline),
      CellSum(sums.gpuHoursUsed), CellSum(sums.gpuHoursSaved), CellSum(sums.costSavings),
      CellSum(sums.usageCharge), CellSum(sums.successFee), CellSum(sums.gpuMilliseconds),
      CellSum(sums.gpusPeak), id)
  }
}
