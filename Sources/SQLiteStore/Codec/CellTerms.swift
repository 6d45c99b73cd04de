import Billing

/// A sum as a cell's column holds it.
struct CellSum: SQLBindable {
  private let steps: Int128

  init(_ steps: Int128) { self.steps = steps }

  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    guard let narrow = Int64(exactly: steps) else { return unsafe steps.bind(to: statement, at: index) }
    return unsafe narrow.bind(to: statement, at: index)
  }
}

/// The numbers of a cell key's texts, in the order of the index.
struct CellTerms: Hashable, Comparable {
  let hour: Int64
  let project: Int64
  let tier: Int64
  let claim: Int64
  let currency: Int64
  let providers: Int64

  init(hour: Int64, project: Int64, tier: Int64, claim: Int64, currency: Int64, providers: Int64) {
    (self.hour, self.project, self.tier) = (hour, project, tier)
    (self.claim, self.currency, self.providers) = (claim, currency, providers)
  }

  init(of key: CellKey, in connection: Connection) throws(StoreError) {
    hour = key.hour.index
    project = try connection.term(key.projectID)
    tier = try connection.term(key.hardwareTier)
    claim = try connection.term(key.claim)
    currency = try connection.term(key.currency.code)
    providers = try connection.term(key.providers)
  }

  static func < (left: CellTerms, right: CellTerms) -> Bool {
    (left.hour, left.project, left.tier, left.claim, left.currency, left.providers)
      < (right.hour, right.project, right.tier, right.claim, right.currency, right.providers)
  }
}

extension MeasureSums {
  /// The columns of a cell's sums, in the order in which they are read.
  static let columns = """
    tokens, gpu_hours_baseline, gpu_hours_used, gpu_hours_saved, cost_savings, usage_charge, success_fee, \
    gpu_milliseconds, gpus_peak
    """

  /// The sums from that column on.
  init(_ rows: PreparedStatement, at column: Int32) throws(StoreError) {
    self.init()
    tokens = try rows.steps(column)
    gpuHoursBaseline = try rows.steps(column + 1)
    gpuHoursUsed = try rows.steps(column + 2)
    gpuHoursSaved = try rows.steps(column + 3)
    costSavings = try rows.steps(column + 4)
    usageCharge = try rows.steps(column + 5)
    successFee = try rows.steps(column + 6)
    gpuMilliseconds = try rows.steps(column + 7)
    gpusPeak = try rows.steps(column + 8)
  }
}
