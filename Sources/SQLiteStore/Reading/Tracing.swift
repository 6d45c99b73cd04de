import Billing

/// Collects what is connected with one origin, in both directions.
struct Tracing {
  let connection: Connection
  let reading: EventReading

  func trace(from origin: TraceOrigin) throws(StoreError) -> Trace {
    var trace = Trace()
    switch origin {
    case .event(let place):
      let block = try StoredBlock(place.block, rows: [place.ordinal], in: connection)
      trace.events = [try reading.event(block, place.ordinal, in: connection)]
      trace.eventCount = 1
      let cellID = try reading.cellID(block.records, place.ordinal, batchID: block.batchID, in: connection)
      try addCells([cellID], to: &trace)
      try addCharges(ofCell: cellID, to: &trace)
    case .cell(let cellID):
      try addCells([cellID], to: &trace)
      try addEvents(to: &trace)
      try addCharges(ofCell: cellID, to: &trace)
    case .charge(let chargeID):
      trace.charges = try connection.charges("h.id = ?", chargeID)
      try addCells(trace.charges.map(\.charge.cellID), to: &trace)
      try addEvents(to: &trace)
      try addItems(ofCharges: [chargeID], to: &trace)
    case .items(let sequences):
      var family: Set<Int64> = []
      for sequence in sequences {
        family.formUnion(try connection.predecessors(of: sequence))
        family.formUnion(try connection.successors(of: sequence))
      }
      for sequence in family.sorted() { trace.charges += try connection.charges("h.item = ?", sequence) }
      try addCells(Set(trace.charges.map(\.charge.cellID)).sorted(), to: &trace)
      try addEvents(to: &trace)
      try addItems(family.sorted(), to: &trace)
    }
    let claims = Set(trace.cells.compactMap { ClaimKey(of: $0.cell.cell.key) })
    if !claims.isEmpty {
      trace.verdicts = try connection.verdicts().filter { claims.contains($0.verdict.claim) }
    }
    return trace
  }

  private func addCells(_ ids: [Int64], to trace: inout Trace) throws(StoreError) {
    for id in ids {
      let sealID = try connection.integer("SELECT seal FROM cell WHERE id = ?", id) ?? 0
      trace.cells.append((try connection.storedCell(id), sealID == 0 ? nil : sealID))
    }
  }

  private func addCharges(ofCell cellID: Int64, to trace: inout Trace) throws(StoreError) {
    trace.charges = try connection.charges("h.cell = ?", cellID)
    try addItems(ofCharges: trace.charges.map(\.id), to: &trace)
  }

  private func addItems(ofCharges chargeIDs: [Int64], to trace: inout Trace) throws(StoreError) {
    var family: Set<Int64> = []
    for id in chargeIDs {
      guard let item = try connection.integer("SELECT item FROM charge WHERE id = ?", id) else { continue }
      family.formUnion(try connection.successors(of: item))
    }
    try addItems(family.sorted(), to: &trace)
  }

  /// Events of the trace's cells: at most as many as a trace lists, found by scanning the blocks of their hours.
  private func addEvents(to trace: inout Trace) throws(StoreError) {
    trace.eventCount = trace.cells.reduce(0) { $0 + $1.cell.cell.eventCount }
    let wanted = Set(trace.cells.map(\.cell.id))
    let hours = trace.cells.map(\.cell.cell.key.hour)
    guard let first = hours.min(), let last = hours.max() else { return }
    for id in try connection.blockIDs(of: BillingWindow(start: first, end: last.adding(hours: 1))) {
      let rows = try matches(id, cells: wanted, hours: first...last)
        .prefix(Trace.eventCountMax - trace.events.count)
      guard !rows.isEmpty else { continue }
      let block = try StoredBlock(id, rows: Array(rows), in: connection)
      for row in rows { trace.events.append(try reading.event(block, row, in: connection)) }
      guard trace.events.count < Trace.eventCountMax else { return }
    }
  }

  private func matches(
    _ blockID: Int64, cells: Set<Int64>, hours: ClosedRange<UTCHour>
  ) throws(StoreError) -> [Int] {
    let records = try EventRecords(ofBlock: blockID, in: connection)
    guard let batchID = try connection.integer("SELECT batch FROM block WHERE id = ?", blockID) else {
      throw connection.damaged("block \(blockID) is missing")
    }
    var rows: [Int] = []
    for row in 0..<records.count where records.isPosted(row) && hours.contains(records.hour(row)) {
      let cellID = try reading.cellID(records, row, batchID: batchID, in: connection)
      if cells.contains(cellID) { rows.append(row) }
    }
    return rows
  }
}
