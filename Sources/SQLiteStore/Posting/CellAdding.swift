import Billing

/// Adds sums to cells one after the other; its statements are looked up once.
struct CellAdding {
  private let connection: Connection
  private let insertion: PreparedStatement
  private let search: PreparedStatement
  private let change: PreparedStatement

  init(connection: Connection) throws(StoreError) {
    self.connection = connection
    insertion = try connection.prepare(
      """
      INSERT INTO cell (hour, project, tier, claim, currency, providers, event_count, tokens,
        gpu_hours_baseline, gpu_hours_used, gpu_hours_saved, cost_savings, usage_charge, success_fee,
        gpu_milliseconds, gpus_peak)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """)
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
  func add(_ entry: CellEntry) throws(StoreError) {
    if try !insert(entry) { try addToOpenCell(entry) }
  }

  /// Answers `false` when the cell is there already.
  private func insert(_ entry: CellEntry) throws(StoreError) -> Bool {
    let (terms, sums) = (entry.terms, entry.sums)
    try insertion.run(
      terms.hour, terms.project, terms.tier, terms.claim, terms.currency, terms.providers, entry.eventCount,
      CellSum(sums.tokens), CellSum(sums.gpuHoursBaseline), CellSum(sums.gpuHoursUsed),
      CellSum(sums.gpuHoursSaved), CellSum(sums.costSavings), CellSum(sums.usageCharge),
      CellSum(sums.successFee), CellSum(sums.gpuMilliseconds), CellSum(sums.gpusPeak))
    return connection.changeCount == 1
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
