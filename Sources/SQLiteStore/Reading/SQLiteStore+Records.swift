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
    var start = 0
    while start < blockIDs.count {
      let part = blockIDs[start..<min(blockIDs.count, start + Self.blocksPerRead)]
      let blocks = try read { connection throws(StoreError) in
        var blocks: [PostedBlock] = []
        for id in part {
          blocks.append(
            try EventRecords(ofBlock: id, in: connection).block(of: window, in: connection))
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
  /// The records as a block, with the rows of a window that were posted.
  fileprivate func block(
    of window: BillingWindow, in connection: Connection
  ) throws(StoreError) -> PostedBlock {
    var texts = StoredTexts(connection: connection)
    var records: [EventRecord] = []
    records.reserveCapacity(count)
    var isPosted: [Bool] = []
    isPosted.reserveCapacity(count)
    for row in 0..<count {
      let timestamp = Instant(microseconds: self[.timestamp, row])
      isPosted.append(self.isPosted(row) && window.contains(timestamp.hour))
      var record = EventRecord(
        usageID: 0..<0, usageIDIsDerived: self[.usageIDIsDerived, row] != 0, timestamp: timestamp,
        key: EventKey(high: 0, low: 0), contentDigest: EventKey(high: 0, low: 0),
        line: Int(self[.line, row]), byteOffset: 0)
      record.amounts = amounts(row)
      record.project = try texts.text(self[.project, row])
      record.model = try texts.text(self[.model, row])
      record.tier = try texts.text(self[.tier, row])
      record.claim = try texts.text(self[.claim, row])
      record.region = try texts.text(self[.region, row])
      record.currency = try texts.currency(self[.currency, row])
      record.providers = try texts.providers(self[.providers, row])
      records.append(record)
    }
    let block = EventBlock(
      records: records, texts: texts.texts, usageIDs: [], rawFrame: [], rawByteCount: 0)
    return PostedBlock(block, isPosted: isPosted)
  }
}

/// Numbers the terms of a stored block as its texts.
private struct StoredTexts {
  let connection: Connection
  private(set) var texts = EventTexts()
  private var textOfTerm: [Int64: UInt32] = [:]
  private var currencyOfTerm: [Int64: UInt32] = [:]
  private var listOfTerm: [Int64: UInt32] = [:]

  init(connection: Connection) { self.connection = connection }

  mutating func text(_ term: Int64) throws(StoreError) -> UInt32 {
    if let known = textOfTerm[term] { return known }
    let number = UInt32(texts.texts.count)
    texts.texts.append(try connection.text(term))
    textOfTerm[term] = number
    return number
  }

  mutating func currency(_ term: Int64) throws(StoreError) -> UInt32 {
    if let known = currencyOfTerm[term] { return known }
    let number = UInt32(texts.currencies.count)
    texts.currencies.append(try connection.currency(term))
    currencyOfTerm[term] = number
    return number
  }

  /// 0 stands for an event that leaves the targets to the project.
  mutating func providers(_ term: Int64) throws(StoreError) -> UInt32 {
    if let known = listOfTerm[term] { return known }
    let number = UInt32(texts.providerLists.count)
    texts.providerLists.append(term == 0 ? nil : try connection.providers(term))
    listOfTerm[term] = number
    return number
  }
}
