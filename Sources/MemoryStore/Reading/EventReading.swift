import Billing

/// Walks from posted events to their cells and to what became of these. Remembers what it has looked up.
final class EventReading {
  let state: LedgerState
  private var cells: [CellPlace: Int] = [:]
  private var dispatches: [Int: [EventDispatch]] = [:]

  private struct CellPlace: Hashable {
    let key: CellKey
    let sealID: Int64?
  }

  init(_ state: LedgerState) {
    self.state = state
    for (index, row) in state.cellRows.enumerated() {
      cells[CellPlace(key: row.cell.key, sealID: row.sealID)] = index
    }
  }

  /// The posted events of a block that lie in a window.
  func events(ofBlock blockIndex: Int, in window: BillingWindow) throws(StoreError) -> [PostedEvent] {
    let row = state.blockRows[blockIndex]
    guard row.lastHour >= window.start, row.firstHour < window.end else { return [] }
    let ordinals = row.isPosted.indices.filter {
      row.isPosted[$0] && window.contains(row.block.records[$0].timestamp.hour)
    }
    return try events(ofBlock: blockIndex, ordinals)
  }

  /// Rows of a block as the vocabulary's events.
  func events(ofBlock blockIndex: Int, _ ordinals: [Int]) throws(StoreError) -> [PostedEvent] {
    guard !ordinals.isEmpty else { return [] }
    let row = state.blockRows[blockIndex]
    guard let rawRows = RawRows(row.block)?.rows(at: ordinals) else {
      throw .damaged(path: "memory", detail: "block \(blockIndex + 1) cannot be read")
    }
    let batch = state.batchRows[row.batchIndex]
    var events: [PostedEvent] = []
    for (ordinal, rawBytes) in zip(ordinals, rawRows) {
      let event = row.block.row(ordinal).event
      events.append(
        PostedEvent(
          usageID: event.usageID, hour: event.timestamp.hour, rawBytes: rawBytes,
          source: state.sourceRows[batch.sourceIndex].description.name, postedAt: batch.postedAt,
          dispatches: dispatches(ofCell: try cellIndex(EventPlace(block: blockIndex, ordinal: ordinal)))))
    }
    return events
  }

  /// The cell of a posted row: of the first seal that ends after its hour and has seen its batch, or open.
  func cellIndex(_ place: EventPlace) throws(StoreError) -> Int {
    let row = state.blockRows[place.block]
    let event = row.block.row(place.ordinal).event
    let key = CellKey(
      hour: event.timestamp.hour, projectID: event.projectID, hardwareTier: event.hardwareTier,
      claim: event.claim, currency: event.currency, providers: event.providers ?? [])
    let sealID = state.sealID(hour: key.hour, batchIndex: row.batchIndex)
    guard let index = cells[CellPlace(key: key, sealID: sealID)] else {
      throw .damaged(path: "memory", detail: "an event of \(key.hour.text) has no cell")
    }
    return index
  }

  private func dispatches(ofCell index: Int) -> [EventDispatch] {
    if let known = dispatches[index] { return known }
    let found = state.dispatches(ofCell: index)
    dispatches[index] = found
    return found
  }
}

extension LedgerState {
  /// The ends of the seals and the batches they have seen only rise.
  fileprivate func sealID(hour: UTCHour, batchIndex: Int) -> Int64? {
    var (low, high) = (0, sealRows.count)
    while low < high {
      let middle = (low + high) >> 1
      if sealRows[middle].window.end > hour, sealRows[middle].batchCount > batchIndex {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low < sealRows.count ? Int64(low + 1) : nil
  }
}
