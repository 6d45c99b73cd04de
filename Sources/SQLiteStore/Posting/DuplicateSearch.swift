import Billing

/// Posts the keys of a batch into the index of de-duplication. Keys go in in rising order, so that neighbours share
/// pages; of equal keys within the batch the first in order of posting wins.
struct DuplicateSearch {
  let connection: Connection

  private struct Entry {
    let key: EventKey
    let digest: Int64
    let place: EventPlace
  }

  /// One verdict a row, by block and ordinal; rows with an overlap are left out of the index. A block's number is
  /// `firstBlockID` plus its index.
  func judge(
    _ blocks: [EventBlock], firstBlockID: Int64, overlaps: [GPUHoldSearch.Place: GPUHoldOverlap]
  ) throws(StoreError) -> [[RowVerdict]] {
    var verdicts = blocks.map { Array(repeating: RowVerdict.posted, count: $0.rows.count) }
    for (place, overlap) in overlaps { verdicts[place.block][place.ordinal] = .overlap(overlap) }
    let insert = try connection.prepare(
      "INSERT INTO event (key, place, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
    var known: Entry?
    for entry in try sortedEntries(of: blocks, firstBlockID: firstBlockID, verdicts: verdicts) {
      if known?.key != entry.key {
        try insert.run(entry.key, entry.place.stored, entry.digest)
        known = connection.changeCount == 1 ? entry : try stored(entry.key)
      }
      guard let known, known.place != entry.place else { continue }
      verdicts[Int(entry.place.block - firstBlockID)][entry.place.ordinal] =
        known.digest == entry.digest ? .alreadyPosted : .conflict(with: known.place)
    }
    return verdicts
  }

  private func sortedEntries(
    of blocks: [EventBlock], firstBlockID: Int64, verdicts: [[RowVerdict]]
  ) throws(StoreError) -> [Entry] {
    var entries: [Entry] = []
    entries.reserveCapacity(blocks.reduce(0) { $0 + $1.rows.count })
    for (index, block) in blocks.enumerated() {
      guard block.rows.count <= 1 << 16 else {
        throw .ruleBroken(detail: "a block holds at most 65,536 rows")
      }
      for (ordinal, row) in block.rows.enumerated() where verdicts[index][ordinal] == .posted {
        let place = EventPlace(block: firstBlockID + Int64(index), ordinal: ordinal)
        entries.append(
          Entry(key: row.key, digest: Int64(bitPattern: row.contentDigest.high), place: place))
      }
    }
    entries.sort { ($0.key, $0.place.stored) < ($1.key, $1.place.stored) }
    return entries
  }

  private func stored(_ key: EventKey) throws(StoreError) -> Entry? {
    let rows = try connection.rows("SELECT place, digest FROM event WHERE key = ?", key)
    guard try rows.next() else { throw connection.damaged("an event's key is taken and cannot be found") }
    return Entry(key: key, digest: rows.integer(1), place: EventPlace(stored: rows.integer(0)))
  }
}
