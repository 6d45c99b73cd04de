import Billing

/// Cuts newline-delimited rows.
final class LineCutter: ChunkCutter {
  private var window: ByteWindow
  private var lineCount: Int
  private let chunkByteCount: Int
  private let rowByteCountMax: Int

  init(_ window: ByteWindow, lineCount: Int, chunkByteCount: Int, rowByteCountMax: Int) {
    self.window = window
    self.lineCount = lineCount
    self.chunkByteCount = chunkByteCount
    self.rowByteCountMax = rowByteCountMax
  }

  func nextChunk() throws(SourceError) -> RowChunk? {
    window.fill(to: chunkByteCount)
    if let last = window.bytes.prefix(chunkByteCount).lastIndex(of: lineFeed) {
      return takeLines(byteCount: last + 1)
    }
    // A row of the greatest length, its carriage return and line feed: without a line feed the row is too long.
    window.fill(to: rowByteCountMax + 2)
    if let first = window.bytes.prefix(rowByteCountMax + 2).firstIndex(of: lineFeed) {
      return takeLines(byteCount: first + 1)
    }
    if window.bytes.count > rowByteCountMax + 1 { return try takeOverlongRow() }
    // A row that a damaged place cuts short is not handed on: a good copy of the file continues before it.
    if let failure = window.failure { throw failure }
    return window.bytes.isEmpty ? nil : takeLines(byteCount: window.bytes.count)
  }

  private func takeLines(byteCount: Int) -> RowChunk {
    let (byteOffset, lineCountBefore) = (window.byteOffset, lineCount)
    let bytes = window.take(byteCount)
    lineCount += Self.lineFeedCount(in: bytes) + (bytes.last == lineFeed ? 0 : 1)
    return RowChunk(
      content: .lines(bytes), byteOffset: byteOffset, lineCountBefore: lineCountBefore,
      end: SourcePosition(byteOffset: window.byteOffset, lineCount: lineCount))
  }

  /// Keeps the row's first bytes and goes on behind its line feed.
  private func takeOverlongRow() throws(SourceError) -> RowChunk {
    let (byteOffset, lineCountBefore) = (window.byteOffset, lineCount)
    let kept = window.take(rowByteCountMax)
    var byteCount = kept.count
    while true {
      if let end = window.bytes.firstIndex(of: lineFeed) {
        byteCount += end
        window.drop(end + 1)
        break
      }
      byteCount += window.bytes.count
      window.drop(window.bytes.count)
      if let failure = window.failure { throw failure }
      if window.isAtEnd { break }
      window.fill(to: chunkByteCount)
    }
    lineCount += 1
    return RowChunk(
      content: .overlongRow(kept, byteCount: byteCount), byteOffset: byteOffset,
      lineCountBefore: lineCountBefore,
      end: SourcePosition(byteOffset: window.byteOffset, lineCount: lineCount))
  }

  private static func lineFeedCount(in bytes: [UInt8]) -> Int {
    bytes.withUnsafeBufferPointer { ByteWords.count(of: lineFeed, in: $0) }
  }
}

let lineFeed = UInt8(ascii: "\n")
