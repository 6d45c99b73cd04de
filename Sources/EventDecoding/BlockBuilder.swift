package import Billing
import ByteStreams

/// Packs decoded rows and their raw bytes into blocks.
package struct BlockBuilder {
  private let compressor = ZstandardBlockCompressor()
  private var rows: [EventRow] = []
  private var rawBytes: [UInt8] = []
  private var rawEnds: [Int] = []

  /// An empty builder.
  package init() {}

  /// How many rows wait.
  package var rowCount: Int { rows.count }

  /// Adds a row. Line breaks inside it are space between JSON tokens and become spaces, so that each row is one
  /// line of its block.
  package mutating func append(_ row: EventRow, rawBytes raw: UnsafeBufferPointer<UInt8>) {
    rows.append(row)
    let start = rawBytes.count
    rawBytes.append(contentsOf: raw)
    if ByteWords.firstIndex(of: lineFeed, in: raw, from: 0) < raw.count {
      for index in start..<rawBytes.count where rawBytes[index] == lineFeed { rawBytes[index] = 0x20 }
    }
    rawBytes.append(lineFeed)
    rawEnds.append(rawBytes.count)
  }

  /// The rows so far in blocks of about `rowCount` rows, evenly filled; the builder is empty again.
  package mutating func takeBlocks(rowCount: Int) -> [EventBlock] {
    guard !rows.isEmpty else { return [] }
    let blockCount = max(1, (rows.count + rowCount / 2) / rowCount)
    var blocks: [EventBlock] = []
    blocks.reserveCapacity(blockCount)
    for block in 0..<blockCount {
      let range = rows.count * block / blockCount..<rows.count * (block + 1) / blockCount
      blocks.append(makeBlock(range, isOnly: blockCount == 1))
    }
    rows = []
    rows.reserveCapacity(rowCount * 5 / 4)
    rawBytes.removeAll(keepingCapacity: true)
    rawEnds.removeAll(keepingCapacity: true)
    return blocks
  }

  private func makeBlock(_ range: Range<Int>, isOnly: Bool) -> EventBlock {
    if isOnly {
      return EventBlock(rows: rows, rawFrame: compressor.compress(rawBytes), rawByteCount: rawBytes.count)
    }
    let start = range.lowerBound == 0 ? 0 : rawEnds[range.lowerBound - 1]
    let raw = Array(rawBytes[start..<rawEnds[range.upperBound - 1]])
    return EventBlock(rows: Array(rows[range]), rawFrame: compressor.compress(raw), rawByteCount: raw.count)
  }
}
