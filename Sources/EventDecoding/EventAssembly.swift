import Billing

/// The typed fields of one row, before its identity and digest are known.
struct DecodedFields {
  var projectID = ""
  var modelName = ""
  var amounts = UsageEvent.Amounts()
  var latencies: (baseline: Int64, optimized: Int64) = (0, 0)
  var tokenRates: (baseline: Int64, optimized: Int64) = (0, 0)
  var utilizations: (before: Int64?, after: Int64?) = (nil, nil)
  var performanceUplift: Int64 = 0
  var currency: Currency
  var timestamp: Instant
  var region: String
  var providers: [ProviderID]?

  /// Reads the fields in upstream's order; the first one at fault is reported.
  init(_ fields: FieldReader, _ texts: inout TextCache, _ providerLists: inout ProviderLists) throws(RowFault)
  {
    projectID = try fields.identifier(.projectID, &texts)
    modelName = try fields.identifier(.modelName, &texts)
    amounts.tokensProcessed = try fields.wholeNumber(.tokensProcessed)
    latencies = (try fields.measurement(.baselineLatency), try fields.measurement(.optimizedLatency))
    tokenRates = (
      try fields.measurement(.baselineTokensPerSecond), try fields.measurement(.optimizedTokensPerSecond)
    )
    utilizations = (
      try fields.optionalMeasurement(.utilizationBefore), try fields.optionalMeasurement(.utilizationAfter)
    )
    amounts.gpuHoursBefore = try fields.gpuHours(.gpuHoursBefore)
    amounts.gpuHoursAfter = try fields.gpuHours(.gpuHoursAfter)
    amounts.gpuHoursSaved = try fields.gpuHours(.gpuHoursSaved)
    performanceUplift = try fields.measurement(.performanceUplift)
    amounts.costBefore = try fields.money(.costBefore)
    amounts.costAfter = try fields.money(.costAfter)
    amounts.costSavings = try fields.money(.costSavings)
    amounts.usageCharge = try fields.money(.usageCharge)
    amounts.successFee = try fields.money(.successFee)
    amounts.totalBillable = try fields.money(.totalBillable)
    currency = try fields.currency(&texts)
    timestamp = try fields.timestamp()
    region = try fields.optionalIdentifier(.region, isEmptyNone: true, &texts) ?? ""
    providers = try providerLists.providers(fields)
  }

  /// Appends everything decoded except the identity and metadata. A change here is a new digest version.
  func append(to content: inout RowContent) {
    content.append(text: projectID)
    content.append(text: modelName)
    content.append(integer: timestamp.microseconds)
    content.append(text: currency.code)
    content.append(integer: amounts.tokensProcessed)
    content.append(integer: amounts.gpuHoursBefore)
    content.append(integer: amounts.gpuHoursAfter)
    content.append(integer: amounts.gpuHoursSaved)
    content.append(integer: amounts.costBefore)
    content.append(integer: amounts.costAfter)
    content.append(integer: amounts.costSavings)
    content.append(integer: amounts.usageCharge)
    content.append(integer: amounts.successFee)
    content.append(integer: amounts.totalBillable)
    content.append(integer: latencies.baseline)
    content.append(integer: latencies.optimized)
    content.append(integer: tokenRates.baseline)
    content.append(integer: tokenRates.optimized)
    content.append(integer: performanceUplift)
    content.append(optional: utilizations.before)
    content.append(optional: utilizations.after)
    content.append(text: region)
    content.append(count: providers?.count ?? 0)
    for provider in providers ?? [] { content.append(text: provider.name) }
  }
}

extension FieldReader {
  fileprivate func gpuHours(_ field: EventField) throws(RowFault) -> Int64 {
    try amount(field, gridDigits: MeasuredUnit.gpuHour.gridDigits, unit: "GPU hours")
  }

  fileprivate func money(_ field: EventField) throws(RowFault) -> Int64 {
    try amount(field, gridDigits: EventDecoder.moneyGridDigits, unit: "money")
  }
}

/// The decoded provider lists seen last, by their bytes: a handful of lists covers all rows.
struct ProviderLists {
  static let keptCount = 16
  private var kept: [(bytes: [UInt8], providers: [ProviderID]?)] = []

  /// The row's targets.
  mutating func providers(_ fields: FieldReader) throws(RowFault) -> [ProviderID]? {
    let slot = fields.index[.providers]
    guard slot.kind == .array else { return try fields.providers() }
    let bytes = fields.bytes(slot.range)
    for list in kept where list.bytes.withUnsafeBufferPointer({ ByteWords.areEqual($0, bytes) }) {
      return list.providers
    }
    let providers = try fields.providers()
    if kept.count == Self.keptCount { kept.removeFirst() }
    kept.append((Array(bytes), providers))
    return providers
  }
}
