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
