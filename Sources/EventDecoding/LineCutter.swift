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
    var row = OverlongRow(first: window.take(rowByteCountMax))
    while true {
      let end = window.bytes.firstIndex(of: lineFeed)
      row.take(window.bytes[..<(end ?? window.bytes.count)])
      window.drop(end.map { $0 + 1 } ?? window.bytes.count)
      if end != nil { break }
      if let failure = window.failure { throw failure }
      if window.isAtEnd { break }
      window.fill(to: chunkByteCount)
    }
    return RowChunk(content: row.content, byteOffset: byteOffset, endByteOffset: window.byteOffset)
  }
}

/// A line that is longer than a row may be, as it passes by: the same comes of it as if it were held whole.
private struct OverlongRow {
  private let first: [UInt8]
  private var byteCount: Int
  private var isBlank: Bool
  private var last: UInt8?

  init(first: [UInt8]) {
    self.first = first
    byteCount = first.count
    isBlank = first.allSatisfy(ElementScan.isSpace)
    last = first.last
  }

  mutating func take(_ piece: ArraySlice<UInt8>) {
    byteCount += piece.count
    isBlank = isBlank && piece.allSatisfy(ElementScan.isSpace)
    last = piece.last ?? last
  }

  /// Without the carriage return of its end; of a blank line, as of every other, only that there was one.
  var content: RowChunk.Content {
    if isBlank { return .lines([lineFeed]) }
    return .overlongRow(first, byteCount: last == carriageReturn ? byteCount - 1 : byteCount)
  }
}

let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
