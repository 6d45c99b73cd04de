import Billing

/// Adds sums to cells one after the other. Where no open cell is of their hours, all cells are new, and many are
/// inserted by one statement.
struct CellAdding {
  private let connection: Connection
  private let areNew: Bool
  private var insertion: RowInserting
  private let search: PreparedStatement
  private let change: PreparedStatement

  /// - Parameters:
  ///   - count: exactly how many sums are going to be added, each of a cell of its own.
  ///   - hours: the first and the last hour of any.
  init(_ count: Int, of hours: ClosedRange<UTCHour>, connection: Connection) throws(StoreError) {
    self.connection = connection
    areNew =
      try connection.integer(
        "SELECT 1 FROM cell INDEXED BY cell_open WHERE seal = 0 AND hour BETWEEN ? AND ? LIMIT 1",
        hours.lowerBound, hours.upperBound) == nil
    insertion = try RowInserting(
      into: """
        cell (hour, project, tier, claim, currency, providers, event_count, tokens, gpu_hours_baseline,
          gpu_hours_used, gpu_hours_saved, cost_savings, usage_charge, success_fee, gpu_milliseconds, gpus_peak)
        """, row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      tail: areNew ? "" : "ON CONFLICT DO NOTHING",
      rowCount: count, isOneByOne: !areNew, connection)
    search = try connection.prepare(
      """
      SELECT id, event_count, \(MeasureSums.columns)
      FROM cell WHERE hour = ? AND project = ? AND tier = ? AND claim = ? AND currency = ? AND providers = ?
        AND seal = 0
      """)
    change = try connection.prepare(
      """
      UPDATE cell SET event_count = ?, tokens = ?, gpu_hours_baseline = ?, gpu_hours_used = ?,
        gpu_hours_saved = ?, cost_savings = ?, usage_charge = ?, success_fee = ?, gpu_milliseconds = ?,
        gpus_peak = ? WHERE id = ?
      """)
  }

  /// Makes the open cell, or adds to it.
  mutating func add(_ entry: CellEntry) throws(StoreError) {
    try insert(entry)
    if !areNew, connection.changeCount == 0 { try addToOpenCell(entry) }
  }

  /// Ends the adding: every sum is in its cell.
  consuming func finish() { insertion.finish() }

  private mutating func insert(_ entry: CellEntry) throws(StoreError) {
    let (terms, sums) = (entry.terms, entry.sums)
    try insertion.insert(
      terms.hour, terms.project, terms.tier, terms.claim, terms.currency, terms.providers, entry.eventCount,
      CellSum(sums.tokens), CellSum(sums.gpuHoursBaseline), CellSum(sums.gpuHoursUsed),
      CellSum(sums.gpuHoursSaved), CellSum(sums.costSavings), CellSum(sums.usageCharge),
      CellSum(sums.successFee), CellSum(sums.gpuMilliseconds), CellSum(sums.gpusPeak))
  }

  private func addToOpenCell(_ entry: CellEntry) throws(StoreError) {
    let terms = entry.terms
    try search.bind(
      terms.hour, terms.project, terms.tier, terms.claim, terms.currency, terms.providers)
    guard try search.next() else { throw connection.damaged("an open cell cannot be found by its key") }
    var sums = try MeasureSums(search, at: 2)
    let (id, eventCount) = (search.integer(0), search.count(1))
    sums.add(entry.sums)
    try change.run(
      eventCount + entry.eventCount, CellSum(sums.tokens), CellSum(sums.gpuHoursBaseline),
      CellSum(sums.gpuHoursUsed), CellSum(sums.gpuHoursSaved), CellSum(sums.costSavings),
      CellSum(sums.usageCharge), CellSum(sums.successFee), CellSum(sums.gpuMilliseconds),
      CellSum(sums.gpusPeak), id)
  }
}
