import Billing

extension ByteReading {
  /// A block's raw bytes, cut into its rows.
  func rows(of block: EventBlock) throws(StoreError) -> [ArraySlice<UInt8>] {
    guard let bytes = ColumnarRows.rows(block.rawRows, byteCount: block.rawByteCount),
      let rows = Self.split(bytes, count: block.rowCount)
    else { throw .ruleBroken(detail: "a block's raw bytes are not its \(block.rowCount) rows") }
    return rows
  }

  /// Each row is one JSON value, followed by a line feed. A value may hold line feeds of its own, within brackets or
  /// texts; `nil` when there are not exactly `count` rows.
  private static func split(_ bytes: [UInt8], count: Int) -> [ArraySlice<UInt8>]? {
    var rows: [ArraySlice<UInt8>] = []
    var (start, depth) = (0, 0)
    var (isInText, isEscaped) = (false, false)
    for (index, byte) in bytes.enumerated() {
      switch (isInText, byte) {
      case (true, _) where isEscaped: isEscaped = false
      case (true, 0x5C): isEscaped = true
      case (_, 0x22): isInText.toggle()
      case (false, 0x7B), (false, 0x5B): depth += 1
      case (false, 0x7D), (false, 0x5D): depth -= 1
      case (false, 0x0A) where depth == 0:
        rows.append(bytes[start..<index])
        start = index + 1
      default: break
      }
    }
    return start == bytes.count && rows.count == count ? rows : nil
  }
}
