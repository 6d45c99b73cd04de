/// Columns of whole numbers, each stored as its least value and unsigned differences just as wide as the column needs:
/// a column of equal values costs no byte a row. Still fixed width, so reading stays a plain loop.
///
/// Layout, little-endian: version (1 byte), column count (1), row count (4); per column its least value (8) and
/// width (1); then per column `row count` differences; then 8 zero bytes, so that every difference can be loaded as
/// one word.
struct PackedColumns: Sendable {
  private static let version: UInt8 = 1
  private static let headByteCount = 6
  private static let columnHeadByteCount = 9
  private static let tailByteCount = 8
  /// As many as a block may have.
  private static let rowCountMax = 1 << 16

  /// Where a column lies, and what its differences are to.
  private struct Column {
    let offset: Int
    let width: Int
    let least: UInt64
    let mask: UInt64
  }

  private let bytes: [UInt8]
  private var columns: [Column] = []
  let rowCount: Int

  /// Columns that are read where they lie; `nil` when the bytes are not what `pack` makes.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.headByteCount, bytes[0] == Self.version else { return nil }
    self.bytes = bytes
    rowCount = bytes[2..<6].reversed().reduce(0) { $0 << 8 | Int($1) }
    // Columns of equal values say nothing of how many there are.
    guard rowCount <= Self.rowCountMax else { return nil }
    var offset = Self.headByteCount + Int(bytes[1]) * Self.columnHeadByteCount
    guard bytes.count >= offset + Self.tailByteCount else { return nil }
    for index in 0..<Int(bytes[1]) {
      let head = Self.headByteCount + index * Self.columnHeadByteCount
      let width = Int(bytes[head + 8])
      guard width <= 8 else { return nil }
      let least = bytes[head..<head + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let mask = width == 8 ? UInt64.max : (1 << UInt64(8 * width)) - 1
      columns.append(Column(offset: offset, width: width, least: least, mask: mask))
      offset += width * rowCount
    }
    guard offset + Self.tailByteCount == bytes.count else { return nil }
  }

  /// How many columns there are.
  var count: Int { columns.count }

  /// One value; the tail lets the last difference be loaded as a whole word.
  subscript(column: Int, row: Int) -> Int64 {
    precondition(row < rowCount, "a row of this block")
    let column = columns[column]
    let word = unsafe bytes.withUnsafeBytes { raw in
      unsafe raw.loadUnaligned(fromByteOffset: column.offset + row * column.width, as: UInt64.self)
    }
    return Int64(bitPattern: column.least &+ (UInt64(littleEndian: word) & column.mask))
  }

  /// A column, one value a row.
  func values(_ column: Int) -> [Int64] {
    let column = columns[column]
    guard column.width > 0 else {
      return Array(repeating: Int64(bitPattern: column.least), count: rowCount)
    }
    return unsafe bytes.withUnsafeBytes { raw in
      (0..<rowCount).map { row in
        let word = unsafe raw.loadUnaligned(
          fromByteOffset: column.offset + row * column.width, as: UInt64.self)
        return Int64(bitPattern: column.least &+ (UInt64(littleEndian: word) & column.mask))
      }
    }
  }

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

  private static func width(of column: [Int64]) -> Int {
    guard let least = column.min(), let most = column.max() else { return 0 }
    let span = UInt64(bitPattern: most &- least)
    return (64 - span.leadingZeroBitCount + 7) / 8
  }

  private static func append(_ value: UInt64, width: Int, to bytes: inout [UInt8]) {
    for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
  }
}
