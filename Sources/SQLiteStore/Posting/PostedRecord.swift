import Billing

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

  private subscript(column: EventRecords.Column) -> Int64 { records[column, ordinal] }

  /// The event it was made of, whose usage id the record does not hold.
  func event(_ usageID: String, in connection: Connection) throws(StoreError) -> UsageEvent {
    UsageEvent(
      usageID: usageID, usageIDIsDerived: self[.usageIDIsDerived] != 0,
      projectID: try connection.text(self[.project]), modelName: try connection.text(self[.model]),
      timestamp: Instant(microseconds: self[.timestamp]),
      hardwareTier: try connection.text(self[.tier]), claim: try connection.text(self[.claim]),
      region: try connection.text(self[.region]), currency: try connection.currency(self[.currency]),
      providers: self[.providers] == 0 ? nil : try connection.providers(self[.providers]),
      amounts: records.amounts(ordinal))
  }
}
