import Billing

/// The decoded rows of one block as columns of whole numbers: what metering, audit and traces read without touching
/// the raw bytes.
struct EventRecords {
  /// The columns, in the order they are packed.
  enum Column: Int, CaseIterable {
    case timestamp, project, model, tier, claim, region, currency, providers
    case tokensProcessed, gpuHoursBefore, gpuHoursAfter, gpuHoursSaved
    case costBefore, costAfter, costSavings, usageCharge, successFee, totalBillable
    case line, isPosted, usageIDIsDerived
    // Blocks written before GPU usage records end here; what follows reads as zero in them.
    case gpuMilliseconds, gpusPeak

    static let countWithoutUsageRecords = gpuMilliseconds.rawValue
  }

  private var columns: [[Int64]]

  /// No rows.
  init() { columns = Array(repeating: [], count: Column.allCases.count) }

  /// The rows of a stored block; `nil` when the bytes are none.
  init?(packed bytes: [UInt8]) {
    guard let columns = PackedColumns.unpack(bytes) else { return nil }
    switch columns.count {
    case Column.allCases.count: self.columns = columns
    case Column.countWithoutUsageRecords:
      let zeros = [Int64](repeating: 0, count: columns[0].count)
      let missingCount = Column.allCases.count - columns.count
      self.columns = columns + Array(repeating: zeros, count: missingCount)
    default: return nil
    }
  }

  /// The records of a block in the store.
  init(ofBlock id: Int64, in connection: Connection) throws(StoreError) {
    let rows = try connection.rows("SELECT records FROM block WHERE id = ?", id)
    guard try rows.next(), let records = EventRecords(packed: rows.blob(0)) else {
      throw connection.damaged("the records of block \(id) cannot be read")
    }
    self = records
  }

  var packed: [UInt8] { PackedColumns.pack(columns) }
  var count: Int { columns[0].count }

  subscript(column: Column, row: Int) -> Int64 { columns[column.rawValue][row] }

  func isPosted(_ row: Int) -> Bool { self[.isPosted, row] != 0 }
  func hour(_ row: Int) -> UTCHour { Instant(microseconds: self[.timestamp, row]).hour }

  /// The exact sum of a column over the posted rows.
  func postedSum(_ column: Column) -> Int128 {
    let values = columns[column.rawValue]
    let posted = columns[Column.isPosted.rawValue]
    return zip(values, posted).reduce(Int128(0)) { $1.1 == 0 ? $0 : $0 + Int128($1.0) }
  }

  /// Appends one row; its texts are terms already.
  mutating func append(
    _ event: UsageEvent, terms: EventTerms, line: Int, isPosted: Bool
  ) {
    let amounts = event.amounts
    let values: [Int64] = [
      event.timestamp.microseconds, terms.project, terms.model, terms.tier, terms.claim, terms.region,
      terms.currency, terms.providers, amounts.tokensProcessed, amounts.gpuHoursBefore, amounts.gpuHoursAfter,
      amounts.gpuHoursSaved, amounts.costBefore, amounts.costAfter, amounts.costSavings, amounts.usageCharge,
      amounts.successFee, amounts.totalBillable, Int64(line), isPosted ? 1 : 0,
      event.usageIDIsDerived ? 1 : 0, amounts.gpuMilliseconds, amounts.gpusPeak,
    ]
    for (index, value) in values.enumerated() { columns[index].append(value) }
  }
}

/// The numbers of an event's texts.
struct EventTerms: Hashable {
  var project: Int64
  var model: Int64
  var tier: Int64
  var claim: Int64
  var region: Int64
  var currency: Int64
  /// 0 when the event leaves the targets to the project.
  var providers: Int64

  /// Interns the texts of an event.
  init(of event: UsageEvent, in connection: Connection) throws(StoreError) {
    project = try connection.term(event.projectID)
    model = try connection.term(event.modelName)
    tier = try connection.term(event.hardwareTier)
    claim = try connection.term(event.claim)
    region = try connection.term(event.region)
    currency = try connection.term(event.currency.code)
    providers = 0
    if let named = event.providers { providers = try connection.term(named) }
  }
}
