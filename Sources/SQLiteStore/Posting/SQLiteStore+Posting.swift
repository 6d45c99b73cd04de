package import Billing

extension SQLiteStore {
  package func post(
    _ batch: EventBatch, of source: SourceDescription, isLast: Bool, runID: Int64, at now: Instant,
    metering: ([PostedBlock]) -> [Cell]
  ) throws(StoreError) -> PostingTally {
    try write(.inMemory) { connection throws(StoreError) in
      let sourceID = try SourceRows(connection: connection)
        .advance(source, to: batch.sourceEnd, isLast: isLast, runID: runID)
      let firstBlockID = (try connection.integer("SELECT max(id) FROM block") ?? 0) + 1
      let holds = HoldPosting(connection: connection)
      let verdicts = try DuplicateSearch(connection: connection)
        .judge(batch.blocks, firstBlockID: firstBlockID, overlaps: try holds.overlaps(in: batch.blocks))
      let tally = PostingTally(of: batch, verdicts: verdicts)
      let batchID = try connection.insertBatch(tally, sourceID: sourceID, runID: runID, at: now)
      try BlockWriting(connection: connection, batchID: batchID, parallelism: parallelism)
        .write(batch.blocks, verdicts: verdicts, firstBlockID: firstBlockID)
      try holds.write(batch.blocks, verdicts: verdicts)
      let mayWait = !isLast && tally.postedCount > 0 && tally.postedCount >= bounds.waitingEventCountMin
      let lastBlockID = firstBlockID + Int64(batch.blocks.count) - 1
      let isWaiting =
        mayWait
        ? try WaitingBatches(connection: connection).append(batchID, blocks: firstBlockID...lastBlockID)
        : false
      if !isWaiting {
        // Many cells at first, which are mostly new then.
        try addWaitingToCells(connection)
        try CellPosting(connection: connection)
          .add(metering(batch.postedBlocks(verdicts)), postedCount: tally.postedCount)
      }
      let quarantine = QuarantineWriting(connection: connection, batchID: batchID, now: now)
      try quarantine.writeConflicts(in: batch.blocks, verdicts: verdicts, sourceName: source.name)
      for row in batch.quarantined { try quarantine.write(row) }
      return tally
    }
  }

  package func knowsFile(ofByteCount byteCount: Int) throws(StoreError) -> Bool {
    try read { connection throws(StoreError) in
      try SourceRows(connection: connection).knowsFile(ofByteCount: byteCount)
    }
  }

  package func progress(of source: SourceDescription) throws(StoreError) -> SourceProgress? {
    try read { connection throws(StoreError) in try SourceRows(connection: connection).progress(of: source) }
  }

  package func earliestEventHour() throws(StoreError) -> UTCHour? {
    try addWaitingToCells()
    return try read { connection throws(StoreError) in
      try connection.integer("SELECT min(hour) FROM cell").map(UTCHour.init(index:))
    }
  }
}

extension SQLiteStore {
  /// Adds what an import that was cut short left waiting to the cells; a store that is open for reading cannot.
  func addWaitingToCells() throws(StoreError) {
    let isWaiting = try read { connection throws(StoreError) in
      try !WaitingBatches(connection: connection).isEmpty
    }
    guard isWaiting, epoch != nil else { return }
    try write(.inMemory) { connection throws(StoreError) in try addWaitingToCells(connection) }
  }

  /// The same within a transaction.
  func addWaitingToCells(_ connection: Connection) throws(StoreError) {
    try WaitingBatches(connection: connection)
      .addToCells(parallelism, cellCountMax: bounds.waitingCellCountMax)
  }
}

/// What became of one row.
enum RowVerdict: Hashable {
  case posted
  case alreadyPosted
  /// The row whose usage id it has, and other content.
  case conflict(with: EventPlace)
  /// The record that holds its GPUs.
  case overlap(GPUHoldOverlap)

  /// Whether the row goes into the quarantine.
  var isRefusal: Bool {
    switch self {
    case .posted, .alreadyPosted: false
    case .conflict, .overlap: true
    }
  }
}

/// Where a posted row lies.
struct EventPlace: Hashable {
  let block: Int64
  let ordinal: Int

  init(block: Int64, ordinal: Int) {
    self.block = block
    self.ordinal = ordinal
  }

  init(stored: Int64) { self.init(block: stored >> 16, ordinal: Int(stored & 0xFFFF)) }

  var stored: Int64 { block << 16 | Int64(ordinal) }
}

extension PostingTally {
  init(of batch: EventBatch, verdicts: [[RowVerdict]]) {
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

extension Connection {
  fileprivate func insertBatch(
    _ tally: PostingTally, sourceID: Int64, runID: Int64, at now: Instant
  ) throws(StoreError) -> Int64 {
    try run(
      """
      INSERT INTO batch (source, run, posted_at, read_count, posted_count, already_posted_count, conflict_count,
        quarantined_count, key_sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, sourceID, runID, now, tally.readCount, tally.postedCount, tally.alreadyPostedCount,
      tally.conflictCount, tally.quarantinedCount, Int64(bitPattern: tally.keySum))
    return lastInsertedID
  }
}
