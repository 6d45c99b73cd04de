import Billing

/// Sums of posted records by cell, by the terms they hold: no text is looked at. It says of records what metering said
/// of the events they were made of, which the store's tests hold it to.
struct RecordSums {
  private(set) var table = CellTable()

  /// Adds the rows that were dealt to a share.
  mutating func add(_ dealt: DealtRecords, to share: Int) {
    let rows = dealt.rows[share]
    table.add(dealt.keys[share]) { dealt.records.amounts(rows[$0]) }
  }

  /// The first and the last hour of any cell.
  var hours: ClosedRange<UTCHour>? {
    guard let first = table.keys.lazy.map(\.hour).min(), let last = table.keys.lazy.map(\.hour).max() else {
      return nil
    }
    return UTCHour(index: first)...UTCHour(index: last)
  }

  /// The terms of all cells and their places in the table, in the order of the cells' index.
  var order: [(terms: CellTerms, place: Int)] {
    table.keys.enumerated().map { (CellTerms($0.element), $0.offset) }.sorted { $0.terms < $1.terms }
  }

  /// A cell by its place in the table.
  func entry(_ terms: CellTerms, at place: Int) -> CellEntry {
    let (sums, eventCount) = table.values(place)
    return CellEntry(terms: terms, sums: sums, eventCount: eventCount)
  }

  /// Starts over.
  mutating func removeAll() { table = CellTable() }
}

extension CellTerms {
  fileprivate init(_ key: CellNumbers) {
    self.init(
      hour: key.hour, project: Int64(key.project), tier: Int64(key.tier), claim: Int64(key.claim),
      currency: Int64(key.currency), providers: Int64(key.providers))
  }
}
