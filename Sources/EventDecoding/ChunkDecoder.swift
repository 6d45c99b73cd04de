import Billing

/// What became of a chunk. Its rows count their lines from the chunk's beginning.
struct DecodedChunk: Sendable {
  var blocks: [EventBlock]
  var quarantined: [QuarantinedRow]
  /// Lines, or elements, of the chunk.
  var lineCount: Int
  /// Where the source stands in bytes behind the chunk.
  var endByteOffset: Int
}

/// Decodes chunks; each worker has its own.
struct ChunkDecoder {
  private let source: String
  private let rules: EventDecodingRules
  private let blockRowCount: Int
  private var decoder: EventDecoder
  private var layouts: LayoutDecoder
  /// Whether lines are read by their layout where they can.
  private let readsLayouts: Bool
  /// How many lines were.
  private(set) var layoutRowCount = 0
  private var builder: BlockBuilder
  private var quarantined: [QuarantinedRow] = []

  init(
    source: String, rules: EventDecodingRules, blockRowCount: Int, digesting: RowDigesting = .sha256,
    keepsRawBytes: Bool = true, readsLayouts: Bool = true
  ) {
    self.readsLayouts = readsLayouts

    self.source = source
    self.rules = rules
    self.blockRowCount = blockRowCount
    decoder = EventDecoder(rules: rules, digesting: digesting)
    layouts = LayoutDecoder(rules: rules, digesting: digesting)
    builder = BlockBuilder(keepsRawBytes: keepsRawBytes)
  }

  mutating func decode(_ chunk: RowChunk) -> DecodedChunk {
    quarantined = []
    let lineCount: Int
    switch chunk.content {
    case .lines(let bytes): lineCount = bytes.withUnsafeBufferPointer { decodeLines($0, of: chunk) }
    case .elements(let bytes, let ranges):
      lineCount = ranges.count
      bytes.withUnsafeBufferPointer { buffer in
        for (index, range) in ranges.enumerated() {
          decodeRow(buffer, range, line: index + 1, byteOffset: chunk.byteOffset + range.lowerBound)
        }
      }
    case .overlongRow(let bytes, let byteCount):
      lineCount = 1
      let fault = EventDecoder.tooLong(byteCount: byteCount, limit: rules.rowByteCountMax)
      quarantine(fault, line: 1, byteOffset: chunk.byteOffset, rawBytes: bytes)
    }
    return DecodedChunk(
      blocks: builder.takeBlocks(rowCount: blockRowCount), quarantined: quarantined, lineCount: lineCount,
      endByteOffset: chunk.endByteOffset)
  }

  /// Decodes each line and answers how many there are.
  private mutating func decodeLines(_ bytes: UnsafeBufferPointer<UInt8>, of chunk: RowChunk) -> Int {
    guard let first = bytes.baseAddress else { return 0 }
    let paddedEnd = Self.paddedEnd(of: bytes)
    var start = 0
    var line = 0
    while start < bytes.count {
      line += 1
      let byteOffset = chunk.byteOffset + start
      if readsLayouts, start < paddedEnd,
        let byteCount = layouts.decode(first + start, line: line, byteOffset: byteOffset, into: &builder)
      {
        layoutRowCount += 1
        start += byteCount + (bytes[start + byteCount] == lineFeed ? 1 : 2)
        continue
      }
      let end = ByteWords.firstIndex(of: lineFeed, in: bytes, from: start)
      let contentEnd = end > start && bytes[end - 1] == carriageReturn ? end - 1 : end
      decodeLine(bytes, start..<contentEnd, line: line, byteOffset: byteOffset)
      start = end + 1
    }
    return line
  }

  /// Where the last line begins behind which there are bytes enough to be read by a layout; all lines before it have
  /// them too.
  private static func paddedEnd(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var end = bytes.count - LayoutLimits.paddingByteCount
    while end > 0, bytes[end - 1] != lineFeed { end -= 1 }
    return max(0, end)
  }

  /// Decodes a line strictly, and learns its layout.
  private mutating func decodeLine(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, line: Int, byteOffset: Int
  ) {
    guard bytes[range].contains(where: { !ElementScan.isSpace($0) }),
      let event = decodeRow(bytes, range, line: line, byteOffset: byteOffset)
    else { return }
    layouts.learn(from: UnsafeBufferPointer(rebasing: bytes[range]), event, providers: decoder.providersRange)
  }

  /// Decodes a row strictly; answers its event, or `nil` when it went into the quarantine.
  @discardableResult
  private mutating func decodeRow(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, line: Int, byteOffset: Int
  ) -> UsageEvent? {
    let row = UnsafeBufferPointer(rebasing: bytes[range])
    do throws(RowFault) {
      let decoded = try decoder.decode(row, line: line, byteOffset: byteOffset)
      builder.append(decoded, rawBytes: row)
      return decoded.event
    } catch {
      quarantine(
        error, line: line, byteOffset: byteOffset, rawBytes: Array(row.prefix(rules.rowByteCountMax)))
      return nil
    }
  }

  private mutating func quarantine(_ fault: RowFault, line: Int, byteOffset: Int, rawBytes: [UInt8]) {
    quarantined.append(
      QuarantinedRow(
        source: source, line: line, byteOffset: byteOffset, reason: fault.reason, detail: fault.detail,
        rawBytes: rawBytes))
  }
}
