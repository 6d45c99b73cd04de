package import Billing
import ByteStreams

/// Packs decoded rows and their raw bytes into blocks.
package struct BlockBuilder {
  /// Texts are numbered on from block to block until there are so many: each new one copies the list of all.
  private static let keptTextCountMax = 1 << 14

  /// `nil` when raw bytes are not kept.
  private var raw: RawRowBuffer?
  private var records: [EventRecord] = []
  private var usageIDs: [UInt8] = []
  /// The texts of the rows so far.
  var texts = TextNumbers()
  private var currencies: [Currency] = []
  private var providerLists: [[ProviderID]?] = []

  /// An empty builder.
  package init() { self.init(keepsRawBytes: true) }

  /// An empty builder whose blocks have raw bytes, or none.
  init(keepsRawBytes: Bool) { raw = keepsRawBytes ? RawRowBuffer() : nil }

  /// How many rows wait.
  package var rowCount: Int { records.count }

  /// Adds a row. Line breaks inside it are space between JSON tokens and become spaces, so that each row is one
  /// line of its block.
  package mutating func append(_ row: EventRow, rawBytes: UnsafeBufferPointer<UInt8>) {
    let event = row.event
    var usageID = event.usageID
    let range = usageID.withUTF8 { append(usageID: $0) }
    var record = EventRecord(
      usageID: range, usageIDIsDerived: event.usageIDIsDerived, timestamp: event.timestamp, key: row.key,
      contentDigest: row.contentDigest, line: row.line, byteOffset: row.byteOffset)
    record.amounts = event.amounts
    record.project = texts.number(of: event.projectID)
    record.model = texts.number(of: event.modelName)
    record.tier = texts.number(of: event.hardwareTier)
    record.claim = texts.number(of: event.claim)
    record.region = texts.number(of: event.region)
    record.currency = number(of: event.currency)
    record.providers = number(of: event.providers)
    records.append(record)
    raw?.append(rawBytes)
  }

  /// Adds a row that was read by its layout, and where its values end.
  mutating func append(
    _ record: EventRecord, rawBytes: UnsafeBufferPointer<UInt8>, _ layout: RowLayout,
    valueEnds: UnsafeBufferPointer<UInt16>
  ) {
    records.append(record)
    raw?.append(rawBytes, layout, valueEnds: valueEnds)
  }

  /// Adds the usage id of the next row and answers where it stands.
  mutating func append(usageID: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    if !records.isEmpty { usageIDs.append(lineFeed) }
    let start = usageIDs.count
    usageIDs.append(contentsOf: usageID)
    return start..<usageIDs.count
  }

  /// The number of a currency: there are a few.
  mutating func number(of currency: Currency) -> UInt32 {
    if let known = currencies.firstIndex(of: currency) { return UInt32(known) }
    currencies.append(currency)
    return UInt32(currencies.count - 1)
  }

  /// The number of a list of targets: there are a few.
  mutating func number(of providers: [ProviderID]?) -> UInt32 {
    if let known = providerLists.firstIndex(of: providers) { return UInt32(known) }
    providerLists.append(providers)
    return UInt32(providerLists.count - 1)
  }

  /// The rows so far in blocks of about `rowCount` rows, evenly filled; the builder is empty again.
  package mutating func takeBlocks(rowCount: Int) -> [EventBlock] {
    guard !records.isEmpty else { return [] }
    var shared = EventTexts(series: texts.series)
    shared.texts = texts.texts
    shared.currencies = currencies
    shared.providerLists = providerLists
    let blockCount = max(1, (records.count + rowCount / 2) / rowCount)
    let blocks = (0..<blockCount).map { block in
      makeBlock(
        records.count * block / blockCount..<records.count * (block + 1) / blockCount,
        isOnly: blockCount == 1,
        shared)
    }
    removeAll(rowCount: rowCount)
    return blocks
  }

  private mutating func removeAll(rowCount: Int) {
    records = []
    records.reserveCapacity(rowCount * 5 / 4)
    usageIDs = []
    if texts.texts.count > Self.keptTextCountMax {
      texts.removeAll()
      (currencies, providerLists) = ([], [])
    }
    raw?.removeAll()
  }

  private mutating func makeBlock(_ range: Range<Int>, isOnly: Bool, _ texts: EventTexts) -> EventBlock {
    let (rawRows, rawByteCount) = raw?.rows(range) ?? ([], 0)
    if isOnly {
      return EventBlock(
        records: records, texts: texts, usageIDs: usageIDs, rawRows: rawRows, rawByteCount: rawByteCount)
    }
    let idStart = records[range.lowerBound].usageIDStart
    var records = Array(self.records[range])
    let usageIDs = Array(usageIDs[Int(idStart)..<Int(records[records.count - 1].usageIDEnd)])
    for index in records.indices {
      records[index].usageIDStart -= idStart
      records[index].usageIDEnd -= idStart
    }
    return EventBlock(
      records: records, texts: texts, usageIDs: usageIDs, rawRows: rawRows, rawByteCount: rawByteCount)
  }
}
