/// A block's raw rows laid out by columns: rows of one shape differ in their values alone, so the bytes between the
/// values stand once a block, and the values of each place stand together. It is what a frame holds in place of the
/// rows when that is shorter; `RawRows` gives the rows back, byte for byte (docs/decisions/0017-columnar-raw-rows.md).
///
/// Layout, whole numbers little-endian: mark (1 byte); shape count (1); per shape its value count (2) and one fixed
/// piece more than that, each behind its length (4); row count (4); per row the number of its shape (1), or 255 for a
/// row that is kept whole; per shape and value the length of the column (4); the columns, each value followed by a line
/// feed; the rows that are kept whole, each followed by a line feed.
package enum ColumnarRows {
  /// Stands first in columns; no row begins with it.
  package static let mark: UInt8 = 1
  /// The number of no shape.
  package static let wholeRow: UInt8 = 255

  /// So many bytes at most stand for rows of `rowByteCount` bytes.
  package static func byteCountMax(of rowByteCount: Int) -> Int { 2 * rowByteCount + 1 << 16 }
}

/// Reads columns; every step answers `nil` when the bytes are not what they should be.
struct ColumnReading: Sendable {
  /// How many bytes the rows have, each with its line feed.
  private(set) var rowByteCount = 0
  private let bytes: [UInt8]
  private var position = 1
  private var shapes: [Shape] = []
  /// The number of each row's shape.
  private var kinds = 0..<0
  /// The rows that are kept whole.
  private var wholeRows = LineCursor(0..<0)

  private struct Shape: Sendable {
    var pieces: [Range<Int>] = []
    var columns: [LineCursor] = []
  }

  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard let shapeCount = number(1) else { return nil }
    for _ in 0..<shapeCount {
      guard let shape = shape() else { return nil }
      shapes.append(shape)
    }
    guard let rowCount = number(4), let kinds = range(rowCount) else { return nil }
    self.kinds = kinds
    guard placeColumns() else { return nil }
    wholeRows = LineCursor(position..<bytes.count)
    rowByteCount += bytes.count - position
  }

  var rowCount: Int { kinds.count }

  /// See `RawRows.rows(at:)`.
  mutating func rows(at ordinals: [Int]) -> [[UInt8]]? {
    var rows: [[UInt8]] = []
    rows.reserveCapacity(ordinals.count)
    // How many rows of each shape, and of none, came before.
    var counts = [Int](repeating: 0, count: Int(ColumnarRows.wholeRow) + 1)
    var next = 0
    for ordinal in ordinals {
      for kind in bytes[kinds.lowerBound + next..<kinds.lowerBound + ordinal] { counts[Int(kind)] += 1 }
      let kind = bytes[kinds.lowerBound + ordinal]
      guard let row = row(of: kind, counts[Int(kind)]) else { return nil }
      rows.append(row)
      next = ordinal
    }
    return rows
  }

  private mutating func row(of kind: UInt8, _ ordinal: Int) -> [UInt8]? {
    if kind == ColumnarRows.wholeRow { return wholeRows.line(ordinal, of: bytes).map { Array(bytes[$0]) } }
    var row: [UInt8] = []
    let shape = Int(kind)
    for value in shapes[shape].columns.indices {
      row += bytes[shapes[shape].pieces[value]]
      guard let text = shapes[shape].columns[value].line(ordinal, of: bytes) else { return nil }
      row += bytes[text]
    }
    row += bytes[shapes[shape].pieces[shapes[shape].columns.count]]
    return row
  }

  private mutating func number(_ byteCount: Int) -> Int? {
    guard let range = range(byteCount) else { return nil }
    return bytes[range].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private mutating func range(_ count: Int) -> Range<Int>? {
    guard count <= bytes.count - position else { return nil }
    defer { position += count }
    return position..<position + count
  }

  private mutating func shape() -> Shape? {
    guard let valueCount = number(2) else { return nil }
    var shape = Shape()
    for _ in 0...valueCount {
      guard let count = number(4), let piece = range(count) else { return nil }
      shape.pieces.append(piece)
    }
    return shape
  }

  /// Finds the columns, each of which has a line for each row of its shape; leaves the position behind the last one and
  /// counts the bytes of the rows of all shapes.
  private mutating func placeColumns() -> Bool {
    var rowCounts = [Int](repeating: 0, count: shapes.count)
    for kind in bytes[kinds] where kind != ColumnarRows.wholeRow {
      guard Int(kind) < shapes.count else { return false }
      rowCounts[Int(kind)] += 1
    }
    var lengths: [[Int]] = []
    for shape in shapes {
      var columnLengths: [Int] = []
      for _ in 1..<shape.pieces.count {
        guard let length = number(4) else { return false }
        columnLengths.append(length)
      }
      lengths.append(columnLengths)
    }
    for index in shapes.indices {
      rowByteCount += rowCounts[index] * (shapes[index].pieces.reduce(0) { $0 + $1.count } + 1)
      for length in lengths[index] {
        guard length >= rowCounts[index], let column = range(length) else { return false }
        shapes[index].columns.append(LineCursor(column))
        rowByteCount += length - rowCounts[index]
      }
    }
    return true
  }
}
