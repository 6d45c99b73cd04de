/// Columns of whole numbers, each stored as its least value and unsigned differences just as wide as the column needs:
/// a column of equal values costs no byte a row. Still fixed width, so reading stays a plain loop.
///
/// Layout, little-endian: version (1 byte), column count (1), row count (4); per column its least value (8) and
/// width (1); then per column `row count` differences; then 8 zero bytes, so that every difference can be loaded as
/// one word.
enum PackedColumns {
  private static let version: UInt8 = 1
  private static let headByteCount = 6
  private static let columnHeadByteCount = 9
  private static let tailByteCount = 8

  /// Packs columns of one length.
  static func pack(_ columns: [[Int64]]) -> [UInt8] {
    let rowCount = columns.first?.count ?? 0
    precondition(columns.count < 256 && columns.allSatisfy { $0.count == rowCount }, "columns of one length")
    var bytes: [UInt8] = [version, UInt8(columns.count)]
    append(UInt64(rowCount), width: 4, to: &bytes)
    let ranges = columns.map { column in (least: column.min() ?? 0, width: width(of: column)) }
    for range in ranges {
      append(UInt64(bitPattern: range.least), width: 8, to: &bytes)
      bytes.append(UInt8(range.width))
    }
    let dataStart = bytes.count
    let byteCount = ranges.reduce(0) { $0 + $1.width * rowCount }
    bytes += [UInt8](repeating: 0, count: byteCount + tailByteCount)
    unsafe bytes.withUnsafeMutableBytes { raw in
      var offset = dataStart
      for (column, range) in zip(columns, ranges) where range.width > 0 {
        // Whole words: each next one overwrites what the last one wrote too much, and the tail takes the last.
        for value in column {
          let difference = UInt64(bitPattern: value &- range.least)
          unsafe raw.storeBytes(of: difference.littleEndian, toByteOffset: offset, as: UInt64.self)
          offset += range.width
        }
      }
      for index in offset..<offset + tailByteCount { unsafe raw[index] = 0 }
    }
    return bytes
  }

  /// The columns again; `nil` when the bytes are not what `pack` makes.
  static func unpack(_ bytes: [UInt8]) -> [[Int64]]? {
    guard bytes.count >= headByteCount, bytes[0] == version else { return nil }
    let columnCount = Int(bytes[1])
    let rowCount = bytes[2..<6].reversed().reduce(0) { $0 << 8 | Int($1) }
    let dataStart = headByteCount + columnCount * columnHeadByteCount
    guard bytes.count >= dataStart + tailByteCount else { return nil }
    var offset = dataStart
    var columns: [[Int64]] = []
    for index in 0..<columnCount {
      let head = headByteCount + index * columnHeadByteCount
      let width = Int(bytes[head + 8])
      guard width <= 8, offset + width * rowCount + tailByteCount <= bytes.count else { return nil }
      let least = bytes[head..<head + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      columns.append(differences(bytes, at: offset, width: width, count: rowCount, least: least))
      offset += width * rowCount
    }
    return offset + tailByteCount == bytes.count ? columns : nil
  }

  /// The bounds were checked by the caller; the tail lets the last difference be loaded as a whole word.
  private static func differences(
    _ bytes: [UInt8], at offset: Int, width: Int, count: Int, least: UInt64
  ) -> [Int64] {
    guard width > 0 else { return Array(repeating: Int64(bitPattern: least), count: count) }
    let mask = width == 8 ? UInt64.max : (1 << UInt64(8 * width)) - 1
    return unsafe bytes.withUnsafeBytes { raw in
      (0..<count).map { row in
        let word = unsafe raw.loadUnaligned(fromByteOffset: offset + row * width, as: UInt64.self)
        return Int64(bitPattern: least &+ (UInt64(littleEndian: word) & mask))
      }
    }
  }

  private static func width(of column: [Int64]) -> Int {
    guard let least = column.min(), let most = column.max() else { return 0 }
    let span = UInt64(bitPattern: most &- least)
    return (64 - span.leadingZeroBitCount + 7) / 8
  }

  private static func append(_ value: UInt64, width: Int, to bytes: inout [UInt8]) {
    for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
  }
}
