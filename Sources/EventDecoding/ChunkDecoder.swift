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
  private var builder = BlockBuilder()
  private var quarantined: [QuarantinedRow] = []

  init(source: String, rules: EventDecodingRules, blockRowCount: Int) {
    self.source = source
    self.rules = rules
    self.blockRowCount = blockRowCount
    decoder = EventDecoder(rules: rules)
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
    var start = 0
    var line = 0
    while start < bytes.count {
      let end = ByteWords.firstIndex(of: lineFeed, in: bytes, from: start)
      line += 1
      let contentEnd = end > start && bytes[end - 1] == 0x0D ? end - 1 : end
      if bytes[start..<contentEnd].contains(where: { !ElementScan.isSpace($0) }) {
        decodeRow(bytes, start..<contentEnd, line: line, byteOffset: chunk.byteOffset + start)
      }
      start = end + 1
    }
    return line
  }

  private mutating func decodeRow(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, line: Int, byteOffset: Int
  ) {
    let row = UnsafeBufferPointer(rebasing: bytes[range])
    do throws(RowFault) {
      builder.append(try decoder.decode(row, line: line, byteOffset: byteOffset), rawBytes: row)
    } catch {
      quarantine(
        error, line: line, byteOffset: byteOffset, rawBytes: Array(row.prefix(rules.rowByteCountMax)))
    }
  }

  private mutating func quarantine(_ fault: RowFault, line: Int, byteOffset: Int, rawBytes: [UInt8]) {
    quarantined.append(
      QuarantinedRow(
        source: source, line: line, byteOffset: byteOffset, reason: fault.reason, detail: fault.detail,
        rawBytes: rawBytes))
  }
}
