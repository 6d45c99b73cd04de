import Billing

/// Walks from posted events to their cells and to what became of these. Remembers what it has looked up.
final class EventReading {
  private let seals: SealSequence
  private let emptyTerm: Int64?
  private var cells: [CellPlace: Int64] = [:]
  private var dispatches: [Int64: [EventDispatch]] = [:]

  private struct CellPlace: Hashable {
    let terms: CellTerms
    let sealID: Int64
  }

  init(_ connection: Connection) throws(StoreError) {
    seals = try SealSequence(connection)
    emptyTerm = try connection.terms.numberIfAny(of: "", in: connection)
  }

  /// The terms of the cell that a record's event was metered into.
  func cellTerms(_ records: EventRecords, _ row: Int) -> CellTerms {
    let providers = records[.providers, row]
    return CellTerms(
      hour: records.hour(row).index, project: records[.project, row], tier: records[.tier, row],
      claim: records[.claim, row], currency: records[.currency, row],
      providers: providers == 0 ? emptyTerm ?? 0 : providers)
  }

  /// The seal that holds an event; 0 while its cell is open.
  func sealID(hour: UTCHour, batchID: Int64) -> Int64 { seals.sealID(hour: hour, batchID: batchID) }

  /// The cell of a posted row.
  func cellID(
    _ records: EventRecords, _ row: Int, batchID: Int64, in connection: Connection
  ) throws(StoreError) -> Int64 {
    let terms = cellTerms(records, row)
    let place = CellPlace(terms: terms, sealID: sealID(hour: records.hour(row), batchID: batchID))
    if let id = cells[place] { return id }
    let id = try connection.integer(
      """
      SELECT id FROM cell WHERE hour = ? AND project = ? AND tier = ? AND claim = ? AND currency = ?
        AND providers = ? AND seal = ?
      """, terms.hour, terms.project, terms.tier, terms.claim, terms.currency, terms.providers, place.sealID)
    guard let id else { throw connection.damaged("an event of \(records.hour(row).text) has no cell") }
    cells[place] = id
    return id
  }

  /// A row that the block was opened for as the vocabulary's event.
  func event(_ block: StoredBlock, _ row: Int, in connection: Connection) throws(StoreError) -> PostedEvent {
    let cellID = try cellID(block.records, row, batchID: block.batchID, in: connection)
    guard let (usageID, rawBytes) = block.rows[row] else {
      preconditionFailure("row \(row) of the block was not asked for")
    }
    return PostedEvent(
      usageID: usageID, hour: block.records.hour(row), rawBytes: rawBytes,
      source: block.sourceName, postedAt: block.postedAt,
      dispatches: try dispatches(of: cellID, in: connection))
  }

  private func dispatches(of cellID: Int64, in connection: Connection) throws(StoreError) -> [EventDispatch] {
    if let known = dispatches[cellID] { return known }
    let found = try connection.dispatches(of: cellID)
    dispatches[cellID] = found
    return found
  }
}

/// The seals in order: their ends and the batches they have seen only rise.
struct SealSequence {
  private var seals: [(id: Int64, end: UTCHour, batchHigh: Int64)] = []

  init(_ connection: Connection) throws(StoreError) {
    let rows = try connection.rows("SELECT id, end_hour, batch_high FROM seal ORDER BY id")
    while try rows.next() { seals.append((rows.integer(0), rows.hour(1), rows.integer(2))) }
  }

  /// The first seal that ends after the hour and has seen the batch; 0 for none.
  func sealID(hour: UTCHour, batchID: Int64) -> Int64 {
    var (low, high) = (0, seals.count)
    while low < high {
      let middle = (low + high) >> 1
      if seals[middle].end > hour, seals[middle].batchHigh >= batchID {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low < seals.count ? seals[low].id : 0
  }
}
