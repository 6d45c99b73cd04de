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
    guard let packed = PackedColumns(bytes), Self.counts.contains(packed.count) else { return nil }
    columns = (0..<packed.count).map(packed.values)
    let zeros = [Int64](repeating: 0, count: packed.rowCount)
    columns += Array(repeating: zeros, count: Column.allCases.count - packed.count)
    guard Self.termColumns.allSatisfy({ self[$0].allSatisfy(Self.mayBeTerm) }) else { return nil }
  }

  /// How many columns the rows of a stored block may have.
  static let counts = [Column.allCases.count, Column.countWithoutUsageRecords]

  private static let termColumns: [Column] = [
    .project, .model, .tier, .claim, .region, .currency, .providers,
  ]

  /// Terms are counted from 1 on; sums are kept by them as numbers of 32 bits.
  private static func mayBeTerm(_ number: Int64) -> Bool { number >= 0 && number <= Int64(UInt32.max) }

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

  /// A column, one value a row.
  subscript(column: Column) -> [Int64] { columns[column.rawValue] }

  /// The amounts of a row.
  func amounts(_ row: Int) -> UsageEvent.Amounts {
    var amounts = UsageEvent.Amounts()
    amounts.tokensProcessed = self[.tokensProcessed, row]
    amounts.gpuHoursBefore = self[.gpuHoursBefore, row]
    amounts.gpuHoursAfter = self[.gpuHoursAfter, row]
    amounts.gpuHoursSaved = self[.gpuHoursSaved, row]
    amounts.costBefore = self[.costBefore, row]
    amounts.costAfter = self[.costAfter, row]
    amounts.costSavings = self[.costSavings, row]
    amounts.usageCharge = self[.usageCharge, row]
    amounts.successFee = self[.successFee, row]
    amounts.totalBillable = self[.totalBillable, row]
    amounts.gpuMilliseconds = self[.gpuMilliseconds, row]
    amounts.gpusPeak = self[.gpusPeak, row]
    return amounts
  }

  func isPosted(_ row: Int) -> Bool { self[.isPosted, row] != 0 }
  func hour(_ row: Int) -> UTCHour { Instant(microseconds: self[.timestamp, row]).hour }

  /// The exact sum of a column over the posted rows.
  func postedSum(_ column: Column) -> Int128 {
    let values = columns[column.rawValue]
    let posted = columns[Column.isPosted.rawValue]
    return zip(values, posted).reduce(Int128(0)) { $1.1 == 0 ? $0 : $0 + Int128($1.0) }
  }

  /// The records of a block; their texts become terms.
  init(of records: [EventRecord], terms: inout BlockTerms, isPosted: [Bool]) throws(StoreError) {
    columns = []
    columns.reserveCapacity(Column.allCases.count)
    for column in Column.allCases { columns.append(try Self.values(column, of: records, &terms, isPosted)) }
  }

  private static func values(
    _ column: Column, of records: [EventRecord], _ terms: inout BlockTerms, _ isPosted: [Bool]
  ) throws(StoreError) -> [Int64] {
    switch column {
    case .timestamp: records.map(\.timestamp.microseconds)
    case .project: try terms.texts(records.map(\.project))
    case .model: try terms.texts(records.map(\.model))
    case .tier: try terms.texts(records.map(\.tier))
    case .claim: try terms.texts(records.map(\.claim))
    case .region: try terms.texts(records.map(\.region))
    case .currency: try terms.currencies(records.map(\.currency))
    case .providers: try terms.providerLists(records.map(\.providers))
    case .tokensProcessed: records.map(\.amounts.tokensProcessed)
    case .gpuHoursBefore: records.map(\.amounts.gpuHoursBefore)
    case .gpuHoursAfter: records.map(\.amounts.gpuHoursAfter)
    case .gpuHoursSaved: records.map(\.amounts.gpuHoursSaved)
    case .costBefore: records.map(\.amounts.costBefore)
    case .costAfter: records.map(\.amounts.costAfter)
    case .costSavings: records.map(\.amounts.costSavings)
    case .usageCharge: records.map(\.amounts.usageCharge)
    case .successFee: records.map(\.amounts.successFee)
    case .totalBillable: records.map(\.amounts.totalBillable)
    case .line: records.map { Int64($0.line) }
    case .isPosted: isPosted.map { $0 ? 1 : 0 }
    case .usageIDIsDerived: records.map { $0.usageIDIsDerived ? 1 : 0 }
    case .gpuMilliseconds: records.map(\.amounts.gpuMilliseconds)
    case .gpusPeak: records.map(\.amounts.gpusPeak)
    }
  }
}

/// The terms of a block's texts; they are looked up in the order in which columns need them.
struct BlockTerms {
  private let connection: Connection
  private let source: EventTexts
  /// By the text's number.
  private(set) var known: [Int64?]

  /// `known` holds what was found for earlier blocks of the series.
  init(of source: EventTexts, known: [Int64?], in connection: Connection) {
    self.connection = connection
    self.source = source
    self.known = known
  }

  /// The terms of texts by their numbers.
  mutating func texts(_ numbers: [UInt32]) throws(StoreError) -> [Int64] {
    var terms: [Int64] = []
    terms.reserveCapacity(numbers.count)
    for number in numbers { terms.append(try text(Int(number))) }
    return terms
  }

  private mutating func text(_ number: Int) throws(StoreError) -> Int64 {
    if let term = known[number] { return term }
    let term = try connection.term(source.texts[number])
    known[number] = term
    return term
  }

  /// The terms of currencies by their numbers.
  func currencies(_ numbers: [UInt32]) throws(StoreError) -> [Int64] {
    let terms = try source.currencies.map { currency throws(StoreError) in try connection.term(currency.code)
    }
    return numbers.map { terms[Int($0)] }
  }

  /// The terms of lists of targets by their numbers; 0 for an event that leaves the targets to the project.
  func providerLists(_ numbers: [UInt32]) throws(StoreError) -> [Int64] {
    let terms = try source.providerLists.map { list throws(StoreError) -> Int64 in
      if let list { try connection.term(list) } else { 0 }
    }
    return numbers.map { terms[Int($0)] }
  }
}
