/// Names one cell: metered usage of an hour that is alike in everything a charge depends on.
package struct CellKey: Hashable, Sendable {
  /// The hour of the events.
  package let hour: UTCHour
  /// The project.
  package let projectID: String
  /// The hardware tier; empty when the events name none.
  package let hardwareTier: String
  /// The claim; empty when the events carry no signature.
  package let claim: String
  /// The currency of the events.
  package let currency: Currency
  /// The targets the events name, sorted and unique; empty when they leave it to the project.
  package let providers: [ProviderID]

  /// A key of the parts given.
  package init(
    hour: UTCHour, projectID: String, hardwareTier: String, claim: String, currency: Currency,
    providers: [ProviderID]
  ) {
    self.hour = hour
    self.projectID = projectID
    self.hardwareTier = hardwareTier
    self.claim = claim
    self.currency = currency
    self.providers = providers
  }

  /// A total order that is the same in every process: what plans and stores number cells by.
  package func precedes(_ other: CellKey) -> Bool {
    if hour != other.hour { return hour < other.hour }
    if projectID != other.projectID { return projectID < other.projectID }
    if hardwareTier != other.hardwareTier { return hardwareTier < other.hardwareTier }
    if claim != other.claim { return claim < other.claim }
    if currency != other.currency { return currency < other.currency }
    return providers.lexicographicallyPrecedes(other.providers)
  }
}

/// Exact sums of every measure over the events of a cell, in grid steps; independent of any catalog.
package struct MeasureSums: Hashable, Sendable {
  /// Sum of `tokens_processed`.
  package var tokens: Int128 = 0
  /// Sum of `gpu_hours_before`.
  package var gpuHoursBaseline: Int128 = 0
  /// Sum of `gpu_hours_after`.
  package var gpuHoursUsed: Int128 = 0
  /// Sum of `gpu_hours_saved`.
  package var gpuHoursSaved: Int128 = 0
  /// Sum of `cost_savings`.
  package var costSavings: Int128 = 0
  /// Sum of `usage_charge`: a control.
  package var usageCharge: Int128 = 0
  /// Sum of `success_fee`: a control.
  package var successFee: Int128 = 0
  /// Sum of allocated GPU milliseconds.
  package var gpuMilliseconds: Int128 = 0
  /// Sum of what raised a day's peak of allocated GPUs.
  package var gpusPeak: Int128 = 0

  /// All sums zero.
  package init() {}

  /// Adds one event.
  package mutating func add(_ amounts: UsageEvent.Amounts) {
    tokens += Int128(amounts.tokensProcessed)
    gpuHoursBaseline += Int128(amounts.gpuHoursBefore)
    gpuHoursUsed += Int128(amounts.gpuHoursAfter)
    gpuHoursSaved += Int128(amounts.gpuHoursSaved)
    costSavings += Int128(amounts.costSavings)
    usageCharge += Int128(amounts.usageCharge)
    successFee += Int128(amounts.successFee)
    gpuMilliseconds += Int128(amounts.gpuMilliseconds)
    gpusPeak += Int128(amounts.gpusPeak)
  }

  /// Adds the sums of other events.
  package mutating func add(_ other: MeasureSums) {
    tokens += other.tokens
    gpuHoursBaseline += other.gpuHoursBaseline
    gpuHoursUsed += other.gpuHoursUsed
    gpuHoursSaved += other.gpuHoursSaved
    costSavings += other.costSavings
    usageCharge += other.usageCharge
    successFee += other.successFee
    gpuMilliseconds += other.gpuMilliseconds
    gpusPeak += other.gpusPeak
  }

  /// The sum of one measure.
  package subscript(measure: Measure) -> Int128 {
    switch measure {
    case .tokens: tokens
    case .gpuHoursBaseline: gpuHoursBaseline
    case .gpuHoursUsed: gpuHoursUsed
    case .gpuHoursSaved: gpuHoursSaved
    case .costSavings: costSavings
    case .gpuMilliseconds: gpuMilliseconds
    case .gpusPeak: gpusPeak
    }
  }

  /// Whether anything of them comes from GPU usage records.
  package var hasUsageRecords: Bool { gpuMilliseconds != 0 || gpusPeak != 0 }

  /// What the events themselves charge for the measure, in money steps: a control to compare ours with, never a bill.
  package func control(for measure: Measure) -> Int128? {
    switch measure {
    case .gpuHoursUsed: usageCharge
    case .costSavings: successFee
    case .gpuHoursBaseline, .gpuHoursSaved, .tokens, .gpuMilliseconds, .gpusPeak: nil
    }
  }
}

/// Exact sums of the events of one cell.
package struct Cell: Hashable, Sendable {
  /// Which cell.
  package let key: CellKey
  /// The sums.
  package var sums: MeasureSums
  /// How many events.
  package var eventCount: Int

  /// A cell of the parts given.
  package init(key: CellKey, sums: MeasureSums, eventCount: Int) {
    self.key = key
    self.sums = sums
    self.eventCount = eventCount
  }
}

/// A cell as the store holds it.
package struct StoredCell: Hashable, Sendable {
  /// The store's number for it.
  package let id: Int64
  /// Its sums.
  package let cell: Cell

  /// A cell under its number.
  package init(id: Int64, cell: Cell) {
    self.id = id
    self.cell = cell
  }
}
