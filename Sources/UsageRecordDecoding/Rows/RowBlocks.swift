import Billing

/// Rows and their raw bytes, each one line, packed into blocks.
enum RowBlocks {
  static func blocks(of rows: [(row: EventRow, rawBytes: [UInt8])]) -> [EventBlock] {
    var blocks: [EventBlock] = []
    var start = 0
    while start < rows.count {
      let end = min(rows.count, start + UsageRecordLimits.blockRowCount)
      var raw: [UInt8] = []
      for (_, rawBytes) in rows[start..<end] {
        raw += rawBytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
        raw.append(0x0A)
      }
      blocks.append(
        EventBlock(
          rows: rows[start..<end].map(\.row), rawRows: raw, rawByteCount: raw.count))
      start = end
    }
    return blocks
  }
}
