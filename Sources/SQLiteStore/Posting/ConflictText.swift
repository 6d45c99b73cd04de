import Billing

/// Says in which fields a row differs from the posted event of the same usage id.
struct ConflictText {
  let connection: Connection

  /// The sentence of the quarantine.
  func sentence(for row: EventRow, at place: EventPlace) throws(StoreError) -> String {
    let posted = try PostedRecord(at: place, in: connection)
    let differences = try texts(posted, row.event) + amounts(posted, row.event)
    let what = differences.isEmpty ? "fields that are not billed" : differences.joined(separator: ", ")
    return """
      usage_id \(row.event.usageID) was posted before with other content: \(what); \
      the posted event stays: correct it with an adjustment, or resend the row under a usage_id of its own
      """
  }

  private func texts(_ posted: PostedRecord, _ event: UsageEvent) throws(StoreError) -> [String] {
    let timestamp = Instant(microseconds: posted[.timestamp])
    var pairs = [("timestamp", timestamp.text, event.timestamp.text)]
    let terms: [(String, EventRecords.Column, String)] = [
      ("project_id", .project, event.projectID), ("model_name", .model, event.modelName),
      ("hardware tier", .tier, event.hardwareTier), ("claim", .claim, event.claim),
      ("region", .region, event.region), ("currency", .currency, event.currency.code),
    ]
    for (name, column, text) in terms { pairs.append((name, try connection.text(posted[column]), text)) }
    let named = posted[.providers] == 0 ? nil : try connection.providers(posted[.providers])
    pairs.append(("providers", Self.list(named), Self.list(event.providers)))
    return pairs.compactMap(Self.difference)
  }

  private func amounts(_ posted: PostedRecord, _ event: UsageEvent) -> [String] {
    let amounts = event.amounts
    let grids: [(String, EventRecords.Column, Int64, Int)] = [
      ("tokens_processed", .tokensProcessed, amounts.tokensProcessed, 0),
      ("gpu_hours_before", .gpuHoursBefore, amounts.gpuHoursBefore, 12),
      ("gpu_hours_after", .gpuHoursAfter, amounts.gpuHoursAfter, 12),
      ("gpu_hours_saved", .gpuHoursSaved, amounts.gpuHoursSaved, 12),
      ("cost_before", .costBefore, amounts.costBefore, 9), ("cost_after", .costAfter, amounts.costAfter, 9),
      ("cost_savings", .costSavings, amounts.costSavings, 9),
      ("usage_charge", .usageCharge, amounts.usageCharge, 9),
      ("success_fee", .successFee, amounts.successFee, 9),
      ("total_billable", .totalBillable, amounts.totalBillable, 9),
    ]
    return grids.compactMap { name, column, value, digits in
      Self.difference(
        (
          name, GridText.format(Int128(posted[column]), gridDigits: digits),
          GridText.format(Int128(value), gridDigits: digits)
        ))
    }
  }

  private static func difference(_ pair: (name: String, posted: String, found: String)) -> String? {
    pair.posted == pair.found ? nil : "\(pair.name) is `\(pair.found)` here and `\(pair.posted)` there"
  }

  private static func list(_ providers: [ProviderID]?) -> String {
    providers?.map(\.name).joined(separator: ",") ?? "the project's"
  }
}

/// One posted row's record.
struct PostedRecord {
  private let records: EventRecords
  private let ordinal: Int

  init(at place: EventPlace, in connection: Connection) throws(StoreError) {
    records = try EventRecords(ofBlock: place.block, in: connection)
    guard place.ordinal < records.count else {
      throw connection.damaged("block \(place.block) has no row \(place.ordinal)")
    }
    ordinal = place.ordinal
  }

  subscript(column: EventRecords.Column) -> Int64 { records[column, ordinal] }
}
