import Billing

extension LedgerState {
  /// Posts a batch.
  mutating func post(
    _ batch: EventBatch, of source: SourceDescription, isLast: Bool, runID: Int64, at now: Instant,
    metering: ([PostedBlock]) -> [Cell]
  ) throws(StoreError) -> PostingTally {
    let knownSource = try checkedSource(source, to: batch.sourceEnd, runID: runID)
    let judged = try judge(batch.blocks)
    let tally = PostingTally(of: batch, verdicts: judged.verdicts)
    let blocks = try blockRows(of: batch.blocks, verdicts: judged.verdicts)
    let cells = tally.postedCount == 0 ? [] : metering(batch.postedBlocks(judged.verdicts))
    try Self.check(cells, postedCount: tally.postedCount)
    let conflicts = try conflicts(
      in: batch.blocks, verdicts: judged.verdicts, newBlocks: blocks, sourceName: source.name)
    // From here on nothing is refused.
    let sourceIndex = knownSource ?? insert(source, runID: runID)
    advance(sourceIndex, source, to: batch.sourceEnd, isLast: isLast, tally: tally)
    batchRows.append(BatchRow(sourceIndex: sourceIndex, postedAt: now, tally: tally))
    blockRows += blocks
    for (key, entry) in judged.entries { eventIndex[key] = entry }
    hold(batch.blocks, verdicts: judged.verdicts)
    add(cells)
    for row in conflicts + batch.quarantined { quarantine(row, at: now) }
    return tally
  }

  /// One verdict a row, and the new entries of the index. Of equal keys the first in order of posting wins.
  private func judge(
    _ blocks: [EventBlock]
  ) throws(StoreError) -> (verdicts: [[RowVerdict]], entries: [EventKey: EventEntry]) {
    var entries: [EventKey: EventEntry] = [:]
    var verdicts: [[RowVerdict]] = []
    var blockIndex = blockRows.count
    let overlaps = holdOverlaps(in: blocks)
    for (index, block) in blocks.enumerated() {
      try Rules.require(block.rowCount <= 1 << 16, "a block holds at most 65,536 rows")
      var ofBlock: [RowVerdict] = []
      ofBlock.reserveCapacity(block.rowCount)
      for (ordinal, row) in block.records.enumerated() {
        if let overlap = overlaps[GPUHoldSearch.Place(block: index, ordinal: ordinal)] {
          ofBlock.append(.overlap(overlap))
        } else if let known = eventIndex[row.key] ?? entries[row.key] {
          ofBlock.append(
            known.digest == row.contentDigest.high ? .alreadyPosted : .conflict(with: known.place))
        } else {
          let place = EventPlace(block: blockIndex, ordinal: ordinal)
          entries[row.key] = EventEntry(place: place, digest: row.contentDigest.high)
          ofBlock.append(.posted)
        }
      }
      verdicts.append(ofBlock)
      if ofBlock.contains(.posted) { blockIndex += 1 }
    }
    return (verdicts, entries)
  }

  /// The blocks in which something is new.
  private func blockRows(
    of blocks: [EventBlock], verdicts: [[RowVerdict]]
  ) throws(StoreError) -> [BlockRow] {
    var rows: [BlockRow] = []
    for (block, verdicts) in zip(blocks, verdicts) {
      let isPosted = verdicts.map { $0 == .posted }
      let hours = zip(block.records, isPosted).filter(\.1).map(\.0.timestamp.hour)
      guard let firstHour = hours.min(), let lastHour = hours.max() else { continue }
      let hasLineFeed = block.usageIDs.count { $0 == 0x0A } >= block.rowCount
      try Rules.require(!hasLineFeed, "a usage id holds a line feed")
      try Rules.require(
        block.rawByteCount > 0 && !block.usageIDs.isEmpty,
        "a block has no bytes")
      rows.append(
        BlockRow(
          batchIndex: batchRows.count, block: block, isPosted: isPosted, firstHour: firstHour,
          lastHour: lastHour))
    }
    return rows
  }

  /// Every row that was posted before with other content, with what differs.
  private func conflicts(
    in blocks: [EventBlock], verdicts: [[RowVerdict]], newBlocks: [BlockRow], sourceName: String
  ) throws(StoreError) -> [QuarantinedRow] {
    var conflicts: [QuarantinedRow] = []
    for (block, verdicts) in zip(blocks, verdicts) {
      let refused = verdicts.indices.filter { verdicts[$0].isRefusal }
      guard !refused.isEmpty else { continue }
      guard let rawRows = RawRows(block)?.rows(at: refused) else {
        throw .ruleBroken(detail: "a block's raw bytes are not its \(block.rowCount) rows")
      }
      for (ordinal, rawBytes) in zip(refused, rawRows) {
        let row = block.row(ordinal)
        guard let (reason, detail) = refusal(of: row, verdicts[ordinal], newBlocks: newBlocks) else {
          continue
        }
        conflicts.append(
          QuarantinedRow(
            source: sourceName, line: row.line, byteOffset: row.byteOffset, reason: reason, detail: detail,
            rawBytes: rawBytes))
      }
    }
    return conflicts
  }

  private func refusal(
    of row: EventRow, _ verdict: RowVerdict, newBlocks: [BlockRow]
  ) -> (QuarantineReason, String)? {
    switch verdict {
    case .posted, .alreadyPosted: return nil
    case .conflict(let place):
      let known =
        place.block < blockRows.count
        ? blockRows[place.block] : newBlocks[place.block - blockRows.count]
      let posted = known.block.row(place.ordinal).event
      return (.conflict, EventConflict(posted: posted, found: row.event).sentence)
    case .overlap(let overlap): return (.overlap, overlap.sentence)
    }
  }
}

extension PostingTally {
  fileprivate init(of batch: EventBatch, verdicts: [[RowVerdict]]) {
    self.init()
    quarantinedCount = batch.quarantined.count
    for (block, verdicts) in zip(batch.blocks, verdicts) {
      for (row, verdict) in zip(block.records, verdicts) {
        switch verdict {
        case .posted:
          postedCount += 1
          keySum &+= row.key.high
        case .alreadyPosted: alreadyPostedCount += 1
        case .conflict, .overlap: conflictCount += 1
        }
      }
    }
    readCount = postedCount + alreadyPostedCount + conflictCount + quarantinedCount
  }
}

extension EventBatch {
  fileprivate func postedBlocks(_ verdicts: [[RowVerdict]]) -> [PostedBlock] {
    zip(blocks, verdicts).map { PostedBlock($0, isPosted: $1.map { $0 == .posted }) }
  }
}
