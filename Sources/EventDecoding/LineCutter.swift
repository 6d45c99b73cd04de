import Billing

/// Cuts newline-delimited rows.
final class LineCutter: ChunkCutter {
  private var window: ByteWindow
  private let chunkByteCount: Int
  private let rowByteCountMax: Int

  init(_ window: ByteWindow, chunkByteCount: Int, rowByteCountMax: Int) {
    self.window = window
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
    let byteOffset = window.byteOffset
    let bytes = window.take(byteCount)
    return RowChunk(content: .lines(bytes), byteOffset: byteOffset, endByteOffset: window.byteOffset)
  }

  /// Keeps the row's first bytes and goes on behind its line feed.
  private func takeOverlongRow() throws(SourceError) -> RowChunk {
    let byteOffset = window.byteOffset
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
    return RowChunk(
      content: .overlongRow(kept, byteCount: byteCount), byteOffset: byteOffset,
      endByteOffset: window.byteOffset)
  }
}

let lineFeed = UInt8(ascii: "\n")
