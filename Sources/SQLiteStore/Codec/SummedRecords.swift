import Billing

/// What of the rows of one block is summed by cell: of their columns two in three are read, and read where they lie.
struct SummedRecords: Sendable {
  private let packed: PackedColumns
  /// Blocks written before GPU usage records have none.
  private let hasUsageRecords: Bool

  /// The rows of a stored block; `nil` when the bytes are none.
  init?(packed bytes: [UInt8]) {
    guard let packed = PackedColumns(bytes), EventRecords.counts.contains(packed.count) else { return nil }
    self.packed = packed
    hasUsageRecords = packed.count > EventRecords.Column.countWithoutUsageRecords
  }

  /// How many rows.
  var count: Int { packed.rowCount }

  /// Whether a row is posted.
  func isPosted(_ row: Int) -> Bool { self[.isPosted, row] != 0 }

  /// When a row's event was.
  func timestamp(_ row: Int) -> Instant { Instant(microseconds: self[.timestamp, row]) }

  /// The key of a row's cell; `nil` when one of its terms cannot be one. A row without targets has `noProviders`.
  @inline(__always)
  func key(_ row: Int, hour: Int64, noProviders: UInt32) -> CellNumbers? {
    let (project, tier, claim) = (self[.project, row], self[.tier, row], self[.claim, row])
    let (currency, providers) = (self[.currency, row], self[.providers, row])
    // A negative number has bits above the 32 as well.
    guard UInt64(bitPattern: project | tier | claim | currency | providers) >> 32 == 0 else { return nil }
    return CellNumbers(
      hour: hour, project: UInt32(truncatingIfNeeded: project), tier: UInt32(truncatingIfNeeded: tier),
      claim: UInt32(truncatingIfNeeded: claim),
      currency: UInt32(truncatingIfNeeded: currency),
      providers: providers == 0 ? noProviders : UInt32(truncatingIfNeeded: providers))
  }

  /// The amounts of a row that sums are made of; the others are 0. Not by way of `EventRecords`, which unpacks all of
  /// them: the tests of metering again hold the two to each other.
  @inline(__always)
  func amounts(_ row: Int) -> UsageEvent.Amounts {
    var amounts = UsageEvent.Amounts()
    amounts.tokensProcessed = self[.tokensProcessed, row]
    amounts.gpuHoursBefore = self[.gpuHoursBefore, row]
    amounts.gpuHoursAfter = self[.gpuHoursAfter, row]
    amounts.gpuHoursSaved = self[.gpuHoursSaved, row]
    amounts.costSavings = self[.costSavings, row]
    amounts.usageCharge = self[.usageCharge, row]
    amounts.successFee = self[.successFee, row]
    guard hasUsageRecords else { return amounts }
    amounts.gpuMilliseconds = self[.gpuMilliseconds, row]
    amounts.gpusPeak = self[.gpusPeak, row]
    return amounts
  }

  private subscript(column: EventRecords.Column, row: Int) -> Int64 { packed[column.rawValue, row] }
}
