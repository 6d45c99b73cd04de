/// About a thousand decoded rows and their raw bytes.
package struct EventBlock: Sendable {
  /// The rows' records; a row's ordinal is its index.
  package private(set) var records: [EventRecord]
  /// What the records' numbers stand for.
  package let texts: EventTexts
  /// The usage ids in order of the ordinals, a line feed between two.
  package let usageIDs: [UInt8]
  /// The GPUs that usage records hold, by ordinal; an optimisation outcome has none.
  package let holds: [Int: [GPUHold]]
  /// The rows' raw bytes, each followed by a line feed, in order of the ordinals; or what stands for them
  /// (`ColumnarRows`).
  package let rawRows: [UInt8]
  /// Length of the raw bytes themselves.
  package let rawByteCount: Int

  /// A block of the parts given.
  package init(
    records: [EventRecord], texts: EventTexts, usageIDs: [UInt8], rawRows: [UInt8], rawByteCount: Int
  ) {
    self.records = records
    self.texts = texts
    self.usageIDs = usageIDs
    holds = [:]
    self.rawRows = rawRows
    self.rawByteCount = rawByteCount
  }

  /// A block of rows that were made one by one.
  package init(rows: [EventRow], rawRows: [UInt8], rawByteCount: Int) {
    var making = EventBlockMaking()
    for row in rows { making.append(row) }
    records = making.records
    texts = making.texts
    usageIDs = making.usageIDs
    var holds: [Int: [GPUHold]] = [:]
    for (ordinal, row) in rows.enumerated() where !row.holds.isEmpty { holds[ordinal] = row.holds }
    self.holds = holds
    self.rawRows = rawRows
    self.rawByteCount = rawByteCount
  }

  /// How many rows there are.
  package var rowCount: Int { records.count }

  /// The rows one by one, made anew each time.
  package var rows: [EventRow] { records.indices.map(row) }

  /// One row.
  package func row(_ ordinal: Int) -> EventRow {
    let record = records[ordinal]
    return EventRow(
      event: event(record), key: record.key, contentDigest: record.contentDigest, line: record.line,
      byteOffset: record.byteOffset, holds: holds[ordinal] ?? [])
  }

  /// The event of one of the block's records.
  package func event(_ record: EventRecord) -> UsageEvent {
    UsageEvent(
      usageID: String(decoding: usageIDs[record.usageIDRange], as: UTF8.self),
      usageIDIsDerived: record.usageIDIsDerived, projectID: texts.texts[Int(record.project)],
      modelName: texts.texts[Int(record.model)], timestamp: record.timestamp,
      hardwareTier: texts.texts[Int(record.tier)], claim: texts.texts[Int(record.claim)],
      region: texts.texts[Int(record.region)], currency: texts.currencies[Int(record.currency)],
      providers: texts.providerLists[Int(record.providers)], amounts: record.amounts)
  }

  /// Counts the rows' lines from further up.
  package mutating func moveDown(by lineCount: Int) {
    guard lineCount != 0 else { return }
    for ordinal in records.indices { records[ordinal].line += lineCount }
  }
}

/// Turns rows into records and the texts these share.
private struct EventBlockMaking {
  var records: [EventRecord] = []
  var texts = EventTexts()
  var usageIDs: [UInt8] = []
  private var textNumbers: [String: UInt32] = [:]
  private var currencyNumbers: [Currency: UInt32] = [:]
  private var listNumbers: [[ProviderID]?: UInt32] = [:]

  mutating func append(_ row: EventRow) {
    if !records.isEmpty { usageIDs.append(0x0A) }
    let start = usageIDs.count
    usageIDs += row.event.usageID.utf8
    var record = EventRecord(
      usageID: start..<usageIDs.count, usageIDIsDerived: row.event.usageIDIsDerived,
      timestamp: row.event.timestamp, key: row.key, contentDigest: row.contentDigest, line: row.line,
      byteOffset: row.byteOffset)
    record.amounts = row.event.amounts
    record.project = number(row.event.projectID)
    record.model = number(row.event.modelName)
    record.tier = number(row.event.hardwareTier)
    record.claim = number(row.event.claim)
    record.region = number(row.event.region)
    record.currency = Self.number(row.event.currency, in: &texts.currencies, &currencyNumbers)
    record.providers = Self.number(row.event.providers, in: &texts.providerLists, &listNumbers)
    records.append(record)
  }

  private mutating func number(_ text: String) -> UInt32 { Self.number(text, in: &texts.texts, &textNumbers) }

  private static func number<Value: Hashable>(
    _ value: Value, in values: inout [Value], _ numbers: inout [Value: UInt32]
  ) -> UInt32 {
    if let known = numbers[value] { return known }
    let number = UInt32(values.count)
    values.append(value)
    numbers[value] = number
    return number
  }
}

/// A block and which of its rows were posted.
package struct PostedBlock: Sendable {
  /// The block.
  package let block: EventBlock
  /// One entry a row.
  package let isPosted: [Bool]

  /// A block of the parts given.
  package init(_ block: EventBlock, isPosted: [Bool]) {
    precondition(block.rowCount == isPosted.count, "one entry a row")
    self.block = block
    self.isPosted = isPosted
  }

  /// The events that were posted.
  package var events: [UsageEvent] {
    block.records.indices.filter { isPosted[$0] }.map { block.event(block.records[$0]) }
  }
}
