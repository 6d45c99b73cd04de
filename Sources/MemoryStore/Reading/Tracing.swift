import Billing

/// Collects what is connected with one origin, in both directions.
struct Tracing {
  private let reading: EventReading
  private var state: LedgerState { reading.state }

  init(_ reading: EventReading) { self.reading = reading }

  func trace(from origin: TraceOrigin) throws(StoreError) -> Trace {
    var trace = Trace()
    switch origin {
    case .event(let place):
      trace.events = try reading.events(ofBlock: place.block, [place.ordinal])
      trace.eventCount = 1
      let cell = try reading.cellIndex(place)
      addCells([cell], to: &trace)
      addCharges(state.cellRows[cell].charges, to: &trace)
      addItems(successors(ofCharges: state.cellRows[cell].charges), to: &trace)
    case .cell(let cell):
      addCells([cell], to: &trace)
      try addEvents(ofCells: [cell], to: &trace)
      addCharges(state.cellRows[cell].charges, to: &trace)
      addItems(successors(ofCharges: state.cellRows[cell].charges), to: &trace)
    case .charge(let charge):
      let cell = Int(state.chargeRows[charge].charge.cellID) - 1
      addCharges([charge], to: &trace)
      addCells([cell], to: &trace)
      try addEvents(ofCells: [cell], to: &trace)
      addItems(successors(ofCharges: [charge]), to: &trace)
    case .items(let items):
      let family = Set(items.flatMap { state.predecessors(of: $0) + state.successors(of: $0) }).sorted()
      let charges = family.flatMap { state.itemRows[$0].charges }
      let cells = Set(charges.map { Int(state.chargeRows[$0].charge.cellID) - 1 }).sorted()
      addCharges(charges, to: &trace)
      addCells(cells, to: &trace)
      try addEvents(ofCells: cells, to: &trace)
      addItems(family, to: &trace)
    }
    let claims = Set(trace.cells.compactMap { ClaimKey(of: $0.cell.cell.key) })
    trace.verdicts = state.verdicts.filter { claims.contains($0.verdict.claim) }
    return trace
  }

  private func successors(ofCharges charges: [Int]) -> [Int] {
    Set(charges.compactMap { state.chargeRows[$0].itemIndex }.flatMap { state.successors(of: $0) }).sorted()
  }

  private func addCells(_ cells: [Int], to trace: inout Trace) {
    for cell in cells { trace.cells.append((state.storedCell(cell), state.cellRows[cell].sealID)) }
  }

  private func addCharges(_ charges: [Int], to trace: inout Trace) {
    for charge in charges { trace.charges.append((Int64(charge + 1), state.chargeRows[charge].charge)) }
  }

  /// At most as many as a trace lists, in order of posting.
  private func addEvents(ofCells cells: [Int], to trace: inout Trace) throws(StoreError) {
    trace.eventCount = cells.reduce(0) { $0 + state.cellRows[$1].cell.eventCount }
    let hours = cells.map { state.cellRows[$0].cell.key.hour }
    guard let first = hours.min(), let last = hours.max() else { return }
    for (blockIndex, row) in state.blockRows.enumerated()
    where row.lastHour >= first && row.firstHour <= last && trace.events.count < Trace.eventCountMax {
      var ordinals: [Int] = []
      for ordinal in row.isPosted.indices where row.isPosted[ordinal] {
        guard (first...last).contains(row.block.records[ordinal].timestamp.hour) else { continue }
        let cell = try reading.cellIndex(EventPlace(block: blockIndex, ordinal: ordinal))
        if cells.contains(cell) { ordinals.append(ordinal) }
      }
      let listed = Array(ordinals.prefix(Trace.eventCountMax - trace.events.count))
      trace.events += try reading.events(ofBlock: blockIndex, listed)
    }
  }

  /// Items with their attempts, receipts and history.
  private func addItems(_ items: [Int], to trace: inout Trace) {
    for index in items {
      let row = state.itemRows[index]
      let id = row.item.id
      trace.items.append(row.item)
      for attempt in row.attempts.map({ state.attemptRows[$0] }) {
        trace.attempts.append(
          TracedAttempt(
            itemID: id, number: attempt.number, startedAt: attempt.startedAt, endedAt: attempt.end?.at,
            outcome: attempt.end?.outcome))
      }
      if let receipt = row.receipt { trace.receipts.append((id, receipt.receipt, receipt.receivedAt)) }
      if let seal = state.sealRows.row(row.item.sealID) {
        trace.transitions.append((id, nil, .planned, "sealed", seal.sealedAt))
      }
      for change in row.history {
        trace.transitions.append((id, change.from, change.to, change.reason, change.at))
      }
    }
    trace.transitions.sort { $0.at < $1.at }
  }
}
