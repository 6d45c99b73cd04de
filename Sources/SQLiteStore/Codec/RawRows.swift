/// Cuts a block's raw bytes into its rows. Each row is one JSON value, followed by a line feed; an element of a JSON
/// array may hold line feeds of its own, so only one outside of strings and brackets ends a row.
enum RawRows {
  /// The rows; `nil` when there are not exactly `count`.
  static func split(_ bytes: [UInt8], count: Int) -> [ArraySlice<UInt8>]? {
    let ends = unsafe bytes.withUnsafeBufferPointer { unsafe rowEnds($0) }
    guard ends.count == count, (ends.last ?? -1) + 1 == bytes.count else { return nil }
    let starts = [0] + ends.dropLast().map { $0 + 1 }
    return zip(starts, ends).map { bytes[$0..<$1] }
  }

  /// Where the line feeds stand that end a row.
  private static func rowEnds(_ bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
    var ends: [Int] = []
    var depth = 0
    var index = 0
    while index < bytes.count {
      switch unsafe bytes[index] {
      case 0x22:
        index += 1
        while index < bytes.count, unsafe bytes[index] != 0x22 {
          index += unsafe bytes[index] == 0x5C ? 2 : 1
        }
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D: depth -= 1
      case 0x0A where depth == 0: ends.append(index)
      default: break
      }
      index += 1
    }
    return ends
  }
}
