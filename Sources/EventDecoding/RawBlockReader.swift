package import Billing

/// The raw rows of one block.
package struct RawBlockReader: Sendable {
  private let bytes: [UInt8]
  private let ends: [Int]

  /// Opens a block; `nil` when it does not hold whole rows.
  package init?(rawRows: [UInt8], rawByteCount: Int) {
    guard let bytes = ColumnarRows.rows(rawRows, byteCount: rawByteCount),
      bytes.last ?? lineFeed == lineFeed
    else { return nil }
    self.bytes = bytes
    ends = bytes.indices.filter { bytes[$0] == lineFeed }
  }

  /// Opens a block that was just decoded.
  package init?(_ block: EventBlock) { self.init(rawRows: block.rawRows, rawByteCount: block.rawByteCount) }

  /// How many rows there are.
  package var rowCount: Int { ends.count }

  /// The bytes of a row, without the line feed; `ordinal` is its index in the block.
  package func row(_ ordinal: Int) -> [UInt8] {
    let start = ordinal == 0 ? 0 : ends[ordinal - 1] + 1
    return Array(bytes[start..<ends[ordinal]])
  }
}
