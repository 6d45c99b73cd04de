import Billing

/// Cuts the elements of one JSON array that is the whole source. It only follows quotes and brackets; whether an
/// element is a usage event the decoder finds out. Positions stand right behind an element, so that reading on
/// from the last one still finds the array's end.
final class ElementCutter: ChunkCutter {
  private enum State { case beforeArray, afterElement, ended }

  private var window: ByteWindow
  private var state: State
  private let path: String
  private let chunkByteCount: Int
  private let rowByteCountMax: Int

  init(
    _ window: ByteWindow, isBehindElement: Bool, path: String, chunkByteCount: Int, rowByteCountMax: Int
  ) {
    self.window = window
    self.path = path
    self.chunkByteCount = chunkByteCount
    self.rowByteCountMax = rowByteCountMax
    state = isBehindElement ? .afterElement : .beforeArray
  }

  func nextChunk() throws(SourceError) -> RowChunk? {
    if state == .beforeArray, try enterEmptyArray() { state = .ended }
    if state == .ended {
      try takeEnd()
      return nil
    }
    var scannedCount = chunkByteCount
    while true {
      window.fill(to: scannedCount)
      let cut = ElementScan(window.bytes.prefix(scannedCount), isFirst: state == .beforeArray)
      if !cut.elements.isEmpty { return takeElements(cut) }
      if let problem = cut.problem { throw damaged(problem, at: window.byteOffset + cut.position) }
      if cut.isArrayEnded {
        window.drop(cut.position)
        state = .ended
        try takeEnd()
        return nil
      }
      if scannedCount >= window.bytes.count {
        if let failure = window.failure { throw failure }
        guard !window.isAtEnd else { throw damaged("the array is not closed", at: window.byteOffset) }
      }
      guard scannedCount <= rowByteCountMax * 2 + chunkByteCount else {
        throw damaged(
          "an element is longer than \(rowByteCountMax) bytes; write one object a line instead",
          at: window.byteOffset)
      }
      scannedCount *= 2
    }
  }

  /// Takes the opening bracket; whether the array is empty.
  private func enterEmptyArray() throws(SourceError) -> Bool {
    window.fill(to: chunkByteCount)
    let bracket = window.bytes.firstIndex { !ElementScan.isSpace($0) } ?? 0
    window.drop(bracket + 1)
    while true {
      if let first = window.bytes.firstIndex(where: { !ElementScan.isSpace($0) }) {
        guard window.bytes[first] == UInt8(ascii: "]") else { return false }
        window.drop(first + 1)
        return true
      }
      if let failure = window.failure { throw failure }
      guard !window.isAtEnd else { throw damaged("the array is not closed", at: window.byteOffset) }
      window.fill(to: window.bytes.count + chunkByteCount)
    }
  }

  private func takeElements(_ cut: ElementScan) -> RowChunk {
    let byteOffset = window.byteOffset
    let bytes = window.take(cut.elements.last?.upperBound ?? 0)
    state = .afterElement
    return RowChunk(
      content: .elements(bytes, cut.elements), byteOffset: byteOffset, endByteOffset: window.byteOffset)
  }

  /// Nothing but space may follow the array.
  private func takeEnd() throws(SourceError) {
    while true {
      if let first = window.bytes.firstIndex(where: { !ElementScan.isSpace($0) }) {
        throw damaged("bytes follow the array", at: window.byteOffset + first)
      }
      window.drop(window.bytes.count)
      if let failure = window.failure { throw failure }
      if window.isAtEnd { return }
      window.fill(to: chunkByteCount)
    }
  }

  private func damaged(_ detail: String, at byteOffset: Int) -> SourceError {
    .damaged(path: path, detail: "\(detail) (byte \(byteOffset))")
  }
}
