import Billing

/// Sums of posted records by cell, by the terms they hold: no text is looked at. It says of records what metering said
/// of the events they were made of, which the store's tests hold it to.
struct RecordSums {
  private(set) var table = CellTable()
  private var keys: [CellNumbers] = []
  private var rows: [Int] = []
  /// The term of an empty list of targets, which stands in cells; records hold 0 when the event names none.
  private let noProviders: Int64

  /// Who only reads makes no term: without one there is no cell that names no target.
  init(in connection: Connection) throws(StoreError) {
    noProviders = try connection.terms.numberIfAny(of: "", in: connection) ?? 0
  }

  /// Adds the posted rows of a block whose cells are dealt to a share, those of a window alone if one is given.
  mutating func add(_ records: EventRecords, in window: BillingWindow?, share: Int, of count: Int) {
    let hours = window.map { $0.start.index..<$0.end.index } ?? .min..<Int64.max
    keys.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    let isPosted = records[.isPosted]
    let (timestamps, projects, tiers) = (records[.timestamp], records[.project], records[.tier])
    let (claims, currencies, providers) = (records[.claim], records[.currency], records[.providers])
    for row in 0..<records.count where isPosted[row] != 0 {
      let hour = Instant(microseconds: timestamps[row]).hour.index
      guard hours.contains(hour) else { continue }
      let key = CellNumbers(
        hour: hour, project: UInt32(projects[row]), tier: UInt32(tiers[row]), claim: UInt32(claims[row]),
        currency: UInt32(currencies[row]),
        providers: UInt32(providers[row] == 0 ? noProviders : providers[row]))
      guard count == 1 || key.share(of: count) == share else { continue }
      rows.append(row)
      keys.append(key)
    }
    let rows = rows
    table.add(keys) { records.amounts(rows[$0]) }
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
