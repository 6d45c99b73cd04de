import Billing

/// Decodes rows by their layout, from the bytes straight into records; rows that fit none are left to the strict
/// decoder.
struct LayoutDecoder {
  private var reader: LayoutReader
  private var content: RowContent
  private var scratch = CanonicalBytes()
  private let digesting: RowDigesting

  init(rules: EventDecodingRules, digesting: RowDigesting) {
    reader = LayoutReader(rules: rules)
    self.digesting = digesting
    content = RowContent(digesting)
  }

  /// Takes note of a row that the strict decoder accepted: the next one will look like it. `providers` is where its
  /// list of targets stands, if it has one.
  mutating func learn(from row: UnsafeBufferPointer<UInt8>, _ event: UsageEvent, providers: Range<Int>?) {
    if let providers { reader.keep(UnsafeBufferPointer(rebasing: row[providers]), event.providers) }
    reader.learn(from: row)
  }

  /// Decodes the row of the line at `start` into `builder` and answers how many bytes it has; `nil` when it fits no
  /// layout, and nothing was added. See `LayoutReader.match` for what must stand behind the line.
  mutating func decode(
    _ start: UnsafePointer<UInt8>, line: Int, byteOffset: Int, into builder: inout BlockBuilder
  ) -> Int? {
    guard let (layout, byteCount) = reader.match(start) else { return nil }
    let row = UnsafeBufferPointer(start: start, count: byteCount)
    let texts = RowTexts(row: row, layout: layout, values: reader.values)
    digest(texts)
    var record = EventRecord(
      usageID: 0..<0, usageIDIsDerived: !layout.hasUsageID, timestamp: reader.values.timestamp,
      key: EventKey(high: 0, low: 0), contentDigest: content.digest, line: line,
      byteOffset: byteOffset)
    record.amounts = reader.values.amounts
    record.project = builder.texts.number(of: texts[.projectID])
    record.model = builder.texts.number(of: texts[.modelName])
    record.tier = builder.texts.number(of: texts.tier)
    record.claim = claim(texts, in: &builder.texts)
    record.region = builder.texts.number(of: texts.region.isEmpty ? texts.metadataRegion : texts.region)
    record.currency = builder.number(of: reader.currency)
    record.providers = builder.number(of: layout.hasProviders ? reader.providers : nil)
    identify(&record, texts, in: &builder)
    builder.append(
      record, rawBytes: row, layout,
      valueEnds: UnsafeBufferPointer(start: reader.values.ends, count: layout.segments.count - 1))
    return byteCount
  }

  /// Model, tier and signature joined; empty without a signature.
  private mutating func claim(_ texts: RowTexts, in numbers: inout TextNumbers) -> UInt32 {
    scratch.clear()
    if !texts.signature.isEmpty {
      scratch.append(rawText: texts[.modelName])
      scratch.append(tag: "|")
      scratch.append(rawText: texts.tier)
      scratch.append(tag: "|")
      scratch.append(rawText: texts.signature)
    }
    return scratch.withBytes { numbers.number(of: $0) }
  }

  /// Gives the record its usage id, the row's own or one derived as `EventDecoder` derives it, and the id's key.
  private mutating func identify(
    _ record: inout EventRecord, _ texts: RowTexts, in builder: inout BlockBuilder
  ) {
    scratch.clear()
    if texts.layout.hasUsageID {
      scratch.append(rawText: texts[.usageID])
    } else {
      let identity = DerivedUsageID.Identity(
        projectID: builder.texts.texts[Int(record.project)],
        modelName: builder.texts.texts[Int(record.model)],
        timestamp: record.timestamp, hardwareTier: builder.texts.texts[Int(record.tier)],
        claimSignature: String(decoding: texts.signature, as: UTF8.self), amounts: record.amounts,
        currency: reader.currency)
      scratch.append(rawText: DerivedUsageID.id(of: identity))
    }
    record.key = scratch.withBytes { digesting.key(of: $0) }
    record.setUsageID(scratch.withBytes { builder.append(usageID: $0) })
  }

  /// Digests the content of the row.
  private mutating func digest(_ texts: RowTexts) {
    content.clear()
    if var words = content.wordCursor(countMax: wordCountMax(of: texts)) {
      Self.write(texts, reader, to: &words)
      content.finish(words)
    } else {
      Self.write(texts, reader, to: &content)
    }
  }

  /// More words than the content of a row has: of each text two more than its bytes fill, and what was made before.
  private func wordCountMax(of texts: RowTexts) -> Int {
    texts.row.count / 8 + 2 * texts.layout.segments.count + texts.layout.metadataPrefixes.wordCount
      + reader.providerParts.wordCount + reader.currencyParts.wordCount + 2 * Self.digestedNumbers.count + 16
  }

  /// Appends the parts of the content's digest, the very ones that `DecodedFields` and `MetadataReader` append.
  @inline(__always)
  private static func write<Content: ContentWriting>(
    _ texts: RowTexts, _ reader: LayoutReader, to content: inout Content
  ) {
    let values = reader.values
    content.append(tag: EventDecoder.contentDigestVersion)
    content.append(paddedText: texts[.projectID])
    content.append(paddedText: texts[.modelName])
    content.append(integer: values.timestamp.microseconds)
    content.append(reader.currencyParts, values.currency)
    for field in digestedNumbers { content.append(integer: values.numbers[field]) }
    for field in [EventField.utilizationBefore.rawValue, EventField.utilizationAfter.rawValue] {
      content.append(optional: values.hasNumber[field] ? values.numbers[field] : nil)
    }
    content.append(paddedText: texts.region)
    if texts.layout.hasProviders {
      content.append(reader.providerParts, values.providers)
    } else {
      content.append(count: 0)
    }
    guard let members = texts.layout.metadata else {
      content.append(tag: "n")
      return
    }
    content.append(tag: "o")
    content.append(count: members.count)
    for index in members.indices {
      content.append(texts.layout.metadataPrefixes, index)
      content.append(paddedText: texts.metadata(members[index]))
    }
  }

  /// The numbers every row has, in the order of the digest.
  private static let digestedNumbers = [
    EventField.tokensProcessed, .gpuHoursBefore, .gpuHoursAfter, .gpuHoursSaved, .costBefore, .costAfter,
    .costSavings, .usageCharge, .successFee, .totalBillable, .baselineLatency, .optimizedLatency,
    .baselineTokensPerSecond, .optimizedTokensPerSecond, .performanceUplift,
  ].map(\.rawValue)
}

/// The texts of a row that fits a layout.
private struct RowTexts {
  let row: UnsafeBufferPointer<UInt8>
  let layout: RowLayout
  let values: RowValues

  subscript(field: EventField) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: row[values.texts[field.rawValue]])
  }

  func metadata(_ member: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: row[values.metadataTexts[member]])
  }

  private func fact(_ member: Int) -> UnsafeBufferPointer<UInt8> {
    member < 0 ? UnsafeBufferPointer(rebasing: row[0..<0]) : metadata(member)
  }

  var tier: UnsafeBufferPointer<UInt8> { fact(layout.facts.tier) }
  var signature: UnsafeBufferPointer<UInt8> { fact(layout.facts.signature) }
  var metadataRegion: UnsafeBufferPointer<UInt8> { fact(layout.facts.region) }

  var region: UnsafeBufferPointer<UInt8> {
    layout.hasRegion ? self[.region] : UnsafeBufferPointer(rebasing: row[0..<0])
  }
}
