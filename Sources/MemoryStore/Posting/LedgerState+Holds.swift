import Billing

extension LedgerState {
  /// The rows that may not be posted, since their GPUs are held.
  func holdOverlaps(in blocks: [EventBlock]) -> [GPUHoldSearch.Place: GPUHoldOverlap] {
    guard blocks.contains(where: { !$0.holds.isEmpty }) else { return [:] }
    return GPUHoldSearch.overlaps(
      in: blocks, isPosted: { eventIndex[$0] != nil },
      heldAgainst: { hold in
        holdsOfResource[hold.resource, default: []].lazy.map { holdRows[$0].hold }.first(where: hold.excludes)
      })
  }

  /// Keeps what the posted rows hold.
  mutating func hold(_ blocks: [EventBlock], verdicts: [[RowVerdict]]) {
    for (block, verdicts) in zip(blocks, verdicts) where !block.holds.isEmpty {
      for ordinal in block.holds.keys.sorted() where verdicts[ordinal] == .posted {
        let row = block.row(ordinal)
        for hold in row.holds {
          holdsOfResource[hold.resource, default: []].append(holdRows.count)
          holdRows.append(
            StoredGPUHold(
              id: Int64(holdRows.count + 1), hold: hold, projectID: row.event.projectID,
              hardwareTier: row.event.hardwareTier, currency: row.event.currency))
        }
      }
    }
  }
}
