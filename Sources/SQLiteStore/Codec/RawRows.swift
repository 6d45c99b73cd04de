/// Cuts a block's raw bytes into its rows. Each row is one JSON value, followed by a line feed; an element of a JSON
/// array may hold line feeds of its own, so only one outside of strings and brackets ends a row.
enum RawRows {
  /// The rows; `nil` when there are not exactly `count`.
  static func split(_ bytes: [UInt8], count: Int) -> [ArraySlice<UInt8>]? {
    var rows: [ArraySlice<UInt8>] = []
    rows.reserveCapacity(count)
    var start = 0
    var depth = 0
    var isInString = false
    var isEscaped = false
    for (index, byte) in bytes.enumerated() {
      if isInString {
        (isInString, isEscaped) = (isEscaped || byte != 0x22, !isEscaped && byte == 0x5C)
        continue
      }
      switch byte {
      case 0x22: isInString = true
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D: depth -= 1
      case 0x0A where depth == 0:
        rows.append(bytes[start..<index])
        start = index + 1
      default: break
      }
    }
    return rows.count == count && start == bytes.count ? rows : nil
  }
}
