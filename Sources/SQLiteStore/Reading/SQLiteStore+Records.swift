package import Billing

extension SQLiteStore {
  package func records(
    in window: BillingWindow, _ body: (PostedBlock) throws(StoreError) -> Void
  ) throws(StoreError) {
    let blockIDs = try read { connection throws(StoreError) in
      try connection.integers(
        "SELECT id FROM block WHERE last_hour >= ? AND first_hour < ? ORDER BY id", window.start, window.end)
    }
    // Some blocks at a time, so that memory stays bounded and the body may use the store.
    var texts = StoredTexts()
    var start = 0
    while start < blockIDs.count {
      let part = blockIDs[start..<min(blockIDs.count, start + Self.blocksPerRead)]
      let blocks = try read { connection throws(StoreError) in
        var blocks: [PostedBlock] = []
        for id in part {
          blocks.append(
            try EventRecords(ofBlock: id, in: connection).block(of: window, &texts, in: connection))
        }
        return blocks
      }
      for block in blocks { try body(block) }
      start += part.count
    }
  }

  private static let blocksPerRead = 16
}

extension EventRecords {
  /// The records as a block, with the rows of a window that were posted; column by column, as they are stored.
  fileprivate func block(
    of window: BillingWindow, _ texts: inout StoredTexts, in connection: Connection
  ) throws(StoreError) -> PostedBlock {
    let blank = EventRecord(
      usageID: 0..<0, usageIDIsDerived: false, timestamp: Instant(microseconds: 0),
      key: EventKey(high: 0, low: 0), contentDigest: EventKey(high: 0, low: 0), line: 0, byteOffset: 0)
    var records = [EventRecord](repeating: blank, count: count)
    texts.begin()
    for column in Column.allCases {
      try fill(&records, from: column, &texts, in: connection)
    }
    let isPosted = zip(records, self[.isPosted]).map { $1 != 0 && window.contains($0.timestamp.hour) }
    let block = EventBlock(
      records: records, texts: texts.texts, usageIDs: [], rawFrame: [], rawByteCount: 0)
    return PostedBlock(block, isPosted: isPosted)
  }

  private func fill(
    _ records: inout [EventRecord], from column: Column, _ texts: inout StoredTexts, in connection: Connection
  ) throws(StoreError) {
    let values = self[column]
    switch column {
    case .timestamp:
      for row in records.indices { records[row].timestamp = Instant(microseconds: values[row]) }
    case .project:
      for row in records.indices { records[row].project = try texts.text(values[row], in: connection) }
    case .model:
      for row in records.indices { records[row].model = try texts.text(values[row], in: connection) }
    case .tier: for row in records.indices { records[row].tier = try texts.text(values[row], in: connection) }
    case .claim:
      for row in records.indices { records[row].claim = try texts.text(values[row], in: connection) }
    case .region:
      for row in records.indices { records[row].region = try texts.text(values[row], in: connection) }
    case .currency:
      for row in records.indices { records[row].currency = try texts.currency(values[row], in: connection) }
    case .providers:
      for row in records.indices { records[row].providers = try texts.providers(values[row], in: connection) }
    case .tokensProcessed: for row in records.indices { records[row].amounts.tokensProcessed = values[row] }
    case .gpuHoursBefore: for row in records.indices { records[row].amounts.gpuHoursBefore = values[row] }
    case .gpuHoursAfter: for row in records.indices { records[row].amounts.gpuHoursAfter = values[row] }
    case .gpuHoursSaved: for row in records.indices { records[row].amounts.gpuHoursSaved = values[row] }
    case .costBefore: for row in records.indices { records[row].amounts.costBefore = values[row] }
    case .costAfter: for row in records.indices { records[row].amounts.costAfter = values[row] }
    case .costSavings: for row in records.indices { records[row].amounts.costSavings = values[row] }
    case .usageCharge: for row in records.indices { records[row].amounts.usageCharge = values[row] }
    case .successFee: for row in records.indices { records[row].amounts.successFee = values[row] }
    case .totalBillable: for row in records.indices { records[row].amounts.totalBillable = values[row] }
    case .gpuMilliseconds: for row in records.indices { records[row].amounts.gpuMilliseconds = values[row] }
    case .gpusPeak: for row in records.indices { records[row].amounts.gpusPeak = values[row] }
    case .line: for row in records.indices { records[row].line = Int(values[row]) }
    case .usageIDIsDerived: for row in records.indices { records[row].usageIDIsDerived = values[row] != 0 }
    case .isPosted: break
    }
  }
}

/// Numbers the terms of stored blocks as the texts of one block after the other. A term's number lies at its place in a
/// table, marked with the block it was given for, so that nothing is hashed and nothing cleared.
private struct StoredTexts {
  private(set) var texts = EventTexts()
  private var block: UInt64 = 0
  /// By term: block * 2^32 + number.
  private var numbers: [UInt64] = []
  private var currencies: [(term: Int64, number: UInt32)] = []
  private var lists: [(term: Int64, number: UInt32)] = []

  /// Begins the next block.
  mutating func begin() {
    block += 1
    texts = EventTexts()
    currencies.removeAll(keepingCapacity: true)
    lists.removeAll(keepingCapacity: true)
  }

  mutating func text(_ term: Int64, in connection: Connection) throws(StoreError) -> UInt32 {
    let place = Int(term)
    if numbers.indices.contains(place), numbers[place] >> 32 == block {
      return UInt32(truncatingIfNeeded: numbers[place])
    }
    // A term that is not there is damage, and is found before room is made for it.
    let text = try connection.text(term)
    let number = UInt32(texts.texts.count)
    texts.texts.append(text)
    if place >= numbers.count {
      numbers += [UInt64](repeating: 0, count: max(1 << 12, place + 1 - numbers.count, numbers.count))
    }
    numbers[place] = block << 32 | UInt64(number)
    return number
  }

  /// There are a few of these.
  mutating func currency(_ term: Int64, in connection: Connection) throws(StoreError) -> UInt32 {
    if let known = currencies.first(where: { $0.term == term }) { return known.number }
    let number = UInt32(texts.currencies.count)
    texts.currencies.append(try connection.currency(term))
    currencies.append((term, number))
    return number
  }

  /// There are a few of these; 0 stands for an event that leaves the targets to the project.
  mutating func providers(_ term: Int64, in connection: Connection) throws(StoreError) -> UInt32 {
    if let known = lists.first(where: { $0.term == term }) { return known.number }
    let number = UInt32(texts.providerLists.count)
    texts.providerLists.append(term == 0 ? nil : try connection.providers(term))
    lists.append((term, number))
    return number
  }
}
