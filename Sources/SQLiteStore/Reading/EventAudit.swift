import Billing

/// Events counted in every place that counts them, and cells against their events' records metered again.
struct EventAudit {
  let connection: Connection

  func equations() throws(StoreError) -> [LedgerAudit.Equation] {
    let posted = try connection.total("SELECT sum(posted_count) FROM batch")
    let index = try index()
    let batchKeySum = try keySumOfBatches()
    return [
      .init("events in the index = events posted by batches", index.count, posted),
      .init("usage ids in the index = events posted by batches", index.distinctCount, posted),
      .init("sum of keys in the index = sum of keys of batches", index.keySum, batchKeySum),
      .init(
        "events in blocks = events posted by batches",
        try connection.total("SELECT sum(posted_count) FROM block"),
        posted),
      .init(
        "events in cells = events posted by batches",
        try connection.total(
          """
          SELECT coalesce((SELECT sum(event_count) FROM cell), 0)
            + coalesce((SELECT sum(t.posted_count) FROM waiting_batch w JOIN batch t ON t.id = w.batch), 0)
          """
        ),
        posted),
      .init(
        "rows in quarantine = rows quarantined by batches",
        try connection.total("SELECT count(*) FROM quarantine"),
        try connection.total("SELECT sum(conflict_count + quarantined_count) FROM batch")),
    ] + (try measures())
  }

  private func index() throws(StoreError) -> (count: Int64, distinctCount: Int64, keySum: UInt64) {
    var (count, distinctCount, keySum) = (Int64(0), Int64(0), UInt64(0))
    var last: EventKey?
    try EventIndex(connection: connection).forEach { entry in
      count += 1
      if entry.key != last { distinctCount += 1 }
      last = entry.key
      keySum &+= entry.key.high
    }
    return (count, distinctCount, keySum)
  }

  private func keySumOfBatches() throws(StoreError) -> UInt64 {
    try connection.integers("SELECT key_sum FROM batch").reduce(0) { $0 &+ UInt64(bitPattern: $1) }
  }

  private func measures() throws(StoreError) -> [LedgerAudit.Equation] {
    let (metered, cells) = (try sumsOfRecords(), try sumsOfCells())
    let pairs: [(String, KeyPath<MeasureSums, Int128>)] = [
      ("tokens_processed", \.tokens), ("gpu_hours_before", \.gpuHoursBaseline),
      ("gpu_hours_after", \.gpuHoursUsed), ("gpu_hours_saved", \.gpuHoursSaved),
      ("cost_savings", \.costSavings), ("usage_charge", \.usageCharge), ("success_fee", \.successFee),
      ("gpu_milliseconds", \.gpuMilliseconds), ("gpus_peak", \.gpusPeak),
    ]
    return pairs.map { name, path in
      .init("\(name) of cells = \(name) of events", cells[keyPath: path], metered[keyPath: path])
    } + [
      .init(
        "gpu_milliseconds held by records = gpu_milliseconds of cells", try heldMilliseconds(),
        cells.gpuMilliseconds)
    ]
  }

  private func heldMilliseconds() throws(StoreError) -> Int128 {
    let rows = try connection.rows("SELECT gpu_count, end_at - start_at FROM gpu_hold WHERE gpu_count > 0")
    var sum: Int128 = 0
    while try rows.next() {
      sum += Int128(rows.integer(0)) * Rounding.down.quotient(Int128(rows.integer(1)), by: 1_000)
    }
    return sum
  }

  private func sumsOfRecords() throws(StoreError) -> MeasureSums {
    let rows = try connection.rows("SELECT id, records FROM block")
    var sums = MeasureSums()
    while try rows.next() {
      guard let records = EventRecords(packed: rows.blob(1)) else {
        throw connection.damaged("the records of block \(rows.integer(0)) cannot be read")
      }
      sums.tokens += records.postedSum(.tokensProcessed)
      sums.gpuHoursBaseline += records.postedSum(.gpuHoursBefore)
      sums.gpuHoursUsed += records.postedSum(.gpuHoursAfter)
      sums.gpuHoursSaved += records.postedSum(.gpuHoursSaved)
      sums.costSavings += records.postedSum(.costSavings)
      sums.usageCharge += records.postedSum(.usageCharge)
      sums.successFee += records.postedSum(.successFee)
      sums.gpuMilliseconds += records.postedSum(.gpuMilliseconds)
      sums.gpusPeak += records.postedSum(.gpusPeak)
    }
    return sums
  }

  private func sumsOfCells() throws(StoreError) -> MeasureSums {
    let rows = try connection.rows("SELECT \(MeasureSums.columns) FROM cell")
    var sums = MeasureSums()
    while try rows.next() { sums.add(try MeasureSums(rows, at: 0)) }
    try WaitingBatches(connection: connection).sums().forEachSorted { sums.add($0.sums) }
    return sums
  }
}
