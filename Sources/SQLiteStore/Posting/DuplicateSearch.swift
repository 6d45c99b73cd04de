import Billing

/// Posts the keys of a batch into the index of de-duplication; of equal keys within the batch the first in order of
/// posting wins.
struct DuplicateSearch {
  let connection: Connection

  /// One verdict a row, by block and ordinal; rows with an overlap are left out of the index. A block's number is
  /// `firstBlockID` plus its index.
  func judge(
    _ blocks: [EventBlock], firstBlockID: Int64, overlaps: [GPUHoldSearch.Place: GPUHoldOverlap]
  ) throws(StoreError) -> [[RowVerdict]] {
    var verdicts = blocks.map { Array(repeating: RowVerdict.posted, count: $0.rowCount) }
    for (place, overlap) in overlaps { verdicts[place.block][place.ordinal] = .overlap(overlap) }
    let entries = try sortedEntries(of: blocks, firstBlockID: firstBlockID, verdicts: verdicts)
    let index = EventIndex(connection: connection)
    let stored = try index.entries(of: entries.map(\.key))
    var posted: [IndexEntry] = []
    posted.reserveCapacity(entries.count)
    for (position, entry) in entries.enumerated() {
      let known = stored[position] ?? (posted.last?.key == entry.key ? posted.last : nil)
      guard let known else {
        posted.append(entry)
        continue
      }
      let place = EventPlace(stored: entry.place)
      verdicts[Int(place.block - firstBlockID)][place.ordinal] =
        known.digest == entry.digest ? .alreadyPosted : .conflict(with: EventPlace(stored: known.place))
    }
    try index.add(posted)
    return verdicts
  }

  private func sortedEntries(
    of blocks: [EventBlock], firstBlockID: Int64, verdicts: [[RowVerdict]]
  ) throws(StoreError) -> [IndexEntry] {
    var entries: [IndexEntry] = []
    entries.reserveCapacity(blocks.reduce(0) { $0 + $1.rowCount })
    for (index, block) in blocks.enumerated() {
      guard block.rowCount <= 1 << 16 else {
        throw .ruleBroken(detail: "a block holds at most 65,536 rows")
      }
      for (ordinal, record) in block.records.enumerated() where verdicts[index][ordinal] == .posted {
        let place = EventPlace(block: firstBlockID + Int64(index), ordinal: ordinal)
        entries.append(
          IndexEntry(
            key: record.key, place: place.stored, digest: Int64(bitPattern: record.contentDigest.high)))
      }
    }
    entries.sort()
    return entries
  }
}
