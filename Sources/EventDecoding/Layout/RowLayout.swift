import StrictJSON

/// The shape of a row, learnt from one that the strict decoder accepted: the bytes that stand before each value, and
/// what each value is. Telemetry writes row after row with the same keys in the same order, so a row that has these
/// very bytes in these places needs no scan of its own, only its values. Any other row takes the strict way.
final class RowLayout {
  /// What stands between two pieces of fixed bytes.
  enum Value: UInt8 {
    case usageID, identifier, region, amount, tokens, measurement, optionalMeasurement, timestamp, currency
    case providers, metadataText, otherText, otherNumber
    /// Nothing: the fixed bytes before it end the row.
    case end
  }

  /// Fixed bytes, then a value.
  struct Segment {
    var literalStart: Int
    var literalCount: Int
    /// The same bytes as blocks.
    var blocks: Range<Int> = 0..<0
    var value: Value
    /// The raw value of the field; for a text of `metadata` the member's number.
    var place: Int
  }

  /// In the order of the row; the last one is the `end`.
  let segments: [Segment]
  /// The fixed bytes of all segments.
  let literals: [UInt8]
  /// The same, each segment's by themselves.
  let blocks: [LiteralBlock]
  /// The members of `metadata` by their numbers in the order of the row, sorted by the bytes of their keys; `nil` when
  /// the row has no such object.
  let metadata: [Int]?
  /// What the content's digest holds before the text of each of them: the key, and the tag of a text.
  let metadataPrefixes: ContentParts
  /// Which member of `metadata` names the tier, the optimisation's signature and the region; -1 for none.
  let facts: (tier: Int, signature: Int, region: Int)

  /// Whether the row has a usage id, a region and a list of targets that are not `null`.
  let hasUsageID: Bool
  let hasRegion: Bool
  let hasProviders: Bool

  /// Learns from `row`, which the strict decoder has accepted; `nil` when its shape is too free to be learnt.
  init?(of row: UnsafeBufferPointer<UInt8>, names: EventFieldNames, rules: EventDecodingRules) {
    var learning = RowLayoutLearning(row, names: names)
    // The row is known to be valid, so an error here only says that its shape is not one that can be learnt.
    guard (try? learning.learn()) == true, learning.segments.count <= LayoutLimits.segmentCountMax else {
      return nil
    }
    literals = learning.literals
    (segments, blocks) = Self.blocks(of: learning.segments, literals)
    hasUsageID = learning.segments.contains { $0.value == .usageID }
    hasRegion = learning.segments.contains { $0.value == .region }
    hasProviders = learning.segments.contains { $0.value == .providers }
    let keys = learning.metadataKeys ?? []
    let order = keys.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
    metadata = learning.metadataKeys.map { _ in order }
    metadataPrefixes = Self.prefixes(order.map { keys[$0] })
    facts = (
      Self.first(rules.hardwareTierKeys, in: keys), Self.first(rules.claimSignatureKeys, in: keys),
      Self.first(rules.regionKeys, in: keys)
    )
  }

  /// Hands over the first segment, behind the last of which nobody reads since it is the `end`, and the blocks.
  @inline(__always)
  func withPieces<Answer>(_ body: (UnsafePointer<Segment>, UnsafePointer<LiteralBlock>) -> Answer?) -> Answer?
  {
    segments.withUnsafeBufferPointer { segments in
      blocks.withUnsafeBufferPointer { blocks in
        guard let segment = segments.baseAddress, let block = blocks.baseAddress else { return nil }
        return body(segment, block)
      }
    }
  }

  /// The fixed bytes before each value, and those behind the last.
  var pieces: [ArraySlice<UInt8>] {
    segments.map { literals[$0.literalStart..<$0.literalStart + $0.literalCount] }
  }

  /// The segments with their fixed bytes in blocks.
  private static func blocks(of segments: [Segment], _ literals: [UInt8]) -> ([Segment], [LiteralBlock]) {
    var (segments, blocks) = (segments, [LiteralBlock]())
    for index in segments.indices {
      let start = blocks.count
      let (literalStart, literalCount) = (segments[index].literalStart, segments[index].literalCount)
      blocks += LiteralBlock.blocks(of: literals[literalStart..<literalStart + literalCount])
      segments[index].blocks = start..<blocks.count
    }
    return (segments, blocks)
  }

  private static func prefixes(_ keys: [[UInt8]]) -> ContentParts {
    var parts = ContentParts()
    for key in keys {
      parts.add { content in
        key.withUnsafeBufferPointer { content.append(text: $0) }
        content.append(tag: "s")
      }
    }
    return parts
  }

  /// The first of `wanted` that is a key counts, as in `MetadataReader`.
  private static func first(_ wanted: [String], in keys: [[UInt8]]) -> Int {
    for name in wanted {
      if let number = keys.firstIndex(where: { $0.elementsEqual(name.utf8) }) { return number }
    }
    return -1
  }
}

/// Walks a valid row and writes down its shape.
private struct RowLayoutLearning {
  private(set) var segments: [RowLayout.Segment] = []
  private(set) var literals: [UInt8] = []
  private(set) var metadataKeys: [[UInt8]]?
  private let names: EventFieldNames
  private var scanner: JSONScanner
  /// Where the fixed bytes begin that no segment has yet.
  private var literalStart = 0

  init(_ row: UnsafeBufferPointer<UInt8>, names: EventFieldNames) {
    self.names = names
    scanner = JSONScanner(row)
  }

  /// `false` when the row has a value that is neither of a known kind nor fixed.
  mutating func learn() throws(JSONError) -> Bool {
    scanner.skipSpace()
    try scanner.take(UInt8(ascii: "{"), expected: "an object")
    scanner.skipSpace()
    while scanner.peek != UInt8(ascii: "}") {
      guard let key = try takeKey(), try takeValue(of: names.index(of: key)) else { return false }
      try takeComma()
    }
    scanner.position = scanner.bytes.count
    close(.end, place: 0, before: scanner.position)
    return true
  }

  /// A key whose bytes are its text; `nil` for any other one.
  private mutating func takeKey() throws(JSONError) -> UnsafeBufferPointer<UInt8>? {
    let (range, isPlain) = try scanner.takeStringRange()
    scanner.skipSpace()
    try scanner.take(UInt8(ascii: ":"), expected: "':'")
    scanner.skipSpace()
    return isPlain ? UnsafeBufferPointer(rebasing: scanner.bytes[range]) : nil
  }

  private mutating func takeComma() throws(JSONError) {
    scanner.skipSpace()
    if scanner.peek == UInt8(ascii: ",") { scanner.position += 1 }
    scanner.skipSpace()
  }

  /// Ends the fixed bytes at `position` with a value that begins there.
  private mutating func close(_ value: RowLayout.Value, place: Int, before position: Int) {
    segments.append(
      RowLayout.Segment(
        literalStart: literals.count, literalCount: position - literalStart, value: value, place: place))
    literals += scanner.bytes[literalStart..<position]
  }

  private mutating func takeValue(of place: Int) throws(JSONError) -> Bool {
    let field = EventField(rawValue: place)
    switch scanner.peek {
    case UInt8(ascii: "\""):
      let (range, _) = try scanner.takeStringRange()
      close(Self.text(field), place: place, before: range.lowerBound)
      literalStart = range.upperBound
    case UInt8(ascii: "n") where field == .utilizationBefore || field == .utilizationAfter:
      close(.optionalMeasurement, place: place, before: scanner.position)
      try scanner.skipValue(depthLeft: 1)
      literalStart = scanner.position
    case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "f"): try scanner.skipValue(depthLeft: 1)
    case UInt8(ascii: "["): return try takeArray(field)
    case UInt8(ascii: "{"): return try takeObject(field)
    default:
      close(Self.number(field), place: place, before: scanner.position)
      literalStart = try scanner.takeNumber().upperBound
    }
    return true
  }

  private mutating func takeArray(_ field: EventField?) throws(JSONError) -> Bool {
    let start = scanner.position
    try scanner.skipValue(depthLeft: JSONLimits().depthMax)
    guard field == .providers else { return Self.isEmpty(scanner.bytes[start..<scanner.position]) }
    close(.providers, place: EventField.providers.rawValue, before: start)
    literalStart = scanner.position
    return true
  }

  private mutating func takeObject(_ field: EventField?) throws(JSONError) -> Bool {
    guard field == .metadata else {
      let start = scanner.position
      try scanner.skipValue(depthLeft: JSONLimits().depthMax)
      return Self.isEmpty(scanner.bytes[start..<scanner.position])
    }
    scanner.position += 1
    scanner.skipSpace()
    var keys: [[UInt8]] = []
    while scanner.peek != UInt8(ascii: "}") {
      guard let key = try takeKey(), scanner.peek == UInt8(ascii: "\"") else { return false }
      let (range, _) = try scanner.takeStringRange()
      close(.metadataText, place: keys.count, before: range.lowerBound)
      literalStart = range.upperBound
      keys.append(Array(key))
      try takeComma()
    }
    scanner.position += 1
    metadataKeys = keys
    return keys.count <= LayoutLimits.metadataMemberCountMax
  }

  /// Whether a list or object holds nothing but space.
  private static func isEmpty(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    text.dropFirst().dropLast().allSatisfy(ElementScan.isSpace)
  }

  private static func text(_ field: EventField?) -> RowLayout.Value {
    switch field {
    case .usageID: .usageID
    case .projectID, .modelName: .identifier
    case .region: .region
    case .currency: .currency
    case .timestamp: .timestamp
    default: .otherText
    }
  }

  private static func number(_ field: EventField?) -> RowLayout.Value {
    switch field {
    case .tokensProcessed: .tokens
    case .gpuHoursBefore, .gpuHoursAfter, .gpuHoursSaved, .costBefore, .costAfter, .costSavings, .usageCharge,
      .successFee, .totalBillable:
      .amount
    case .utilizationBefore, .utilizationAfter: .optionalMeasurement
    case .baselineLatency, .optimizedLatency, .baselineTokensPerSecond, .optimizedTokensPerSecond,
      .performanceUplift:
      .measurement
    default: .otherNumber
    }
  }
}
