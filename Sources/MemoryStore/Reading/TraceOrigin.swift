import Billing

/// What a reference names, by index.
enum TraceOrigin: Hashable {
  /// One event.
  case event(EventPlace)
  /// `cell-N`.
  case cell(Int)
  /// `charge-N`.
  case charge(Int)
  /// One by its identifier or the provider's record id, several by the provider's request id.
  case items([Int])
}

extension LedgerState {
  /// `nil` when nothing in the ledger has that reference.
  func traceOrigin(of reference: String) -> TraceOrigin? {
    if let origin = numberedOrigin(reference) { return origin }
    let items = itemRows.indices.filter { index in
      let (row, receipt) = (itemRows[index], itemRows[index].receipt?.receipt)
      return row.item.id == reference || receipt?.providerRecordID == reference
        || receipt?.requestID == reference
    }
    if !items.isEmpty { return .items(items) }
    for (blockIndex, row) in blockRows.enumerated() {
      let ordinal = row.isPosted.indices.first {
        row.isPosted[$0] && row.block.row($0).event.usageID == reference
      }
      if let ordinal { return .event(EventPlace(block: blockIndex, ordinal: ordinal)) }
    }
    return nil
  }

  private func numberedOrigin(_ reference: String) -> TraceOrigin? {
    let parts = reference.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int64(parts[1]) else { return nil }
    switch parts[0] {
    case "cell": return cellRows.index(ofRow: number).map(TraceOrigin.cell)
    case "charge": return chargeRows.index(ofRow: number).map(TraceOrigin.charge)
    default: return nil
    }
  }
}
