/// A block's raw rows laid out by columns: rows of one shape differ in their values alone, so the bytes between the
/// values stand once a block, and the values of each place stand together. It is what a frame holds in place of the
/// rows when that is shorter; the rows come back byte for byte (docs/decisions/0017-columnar-raw-rows.md).
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

  /// The raw rows, each followed by a line feed, from columns or from the rows themselves; `nil` unless they have
  /// exactly `byteCount` bytes.
  package static func rows(_ bytes: [UInt8], byteCount: Int) -> [UInt8]? {
    guard bytes.first == mark else { return bytes.count == byteCount ? bytes : nil }
    var reading = ColumnReading(bytes)
    guard let rows = reading.rows(byteCountMax: byteCount), rows.count == byteCount else { return nil }
    return rows
  }
}

/// Reads columns; every step answers `nil` when the bytes are not what they should be.
private struct ColumnReading {
  private let bytes: [UInt8]
  private var position = 1
  private var shapes: [Shape] = []

  private struct Shape {
    var pieces: [Range<Int>] = []
    /// Where the next value of each column begins.
    var columns: [Int] = []
  }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func rows(byteCountMax: Int) -> [UInt8]? {
    guard let shapeCount = number(1) else { return nil }
    for _ in 0..<shapeCount {
      guard let shape = shape() else { return nil }
      shapes.append(shape)
    }
    guard let rowCount = number(4), let kinds = range(rowCount), placeColumns() else { return nil }
    var rows: [UInt8] = []
    rows.reserveCapacity(byteCountMax)
    for kind in kinds {
      guard append(rowOf: bytes[kind], to: &rows), rows.count <= byteCountMax else { return nil }
    }
    return position == bytes.count ? rows : nil
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

  /// Reads the columns' lengths; leaves the position behind the last column.
  private mutating func placeColumns() -> Bool {
    var counts: [[Int]] = []
    for shape in shapes {
      var columnCounts: [Int] = []
      for _ in 1..<shape.pieces.count {
        guard let count = number(4) else { return false }
        columnCounts.append(count)
      }
      counts.append(columnCounts)
    }
    for index in shapes.indices {
      for count in counts[index] {
        guard let column = range(count) else { return false }
        shapes[index].columns.append(column.lowerBound)
      }
    }
    return true
  }

  private mutating func append(rowOf kind: UInt8, to rows: inout [UInt8]) -> Bool {
    if kind == ColumnarRows.wholeRow {
      guard let row = line(at: &position) else { return false }
      rows += bytes[row]
    } else {
      guard Int(kind) < shapes.count, append(shape: Int(kind), to: &rows) else { return false }
    }
    rows.append(0x0A)
    return true
  }

  private mutating func append(shape index: Int, to rows: inout [UInt8]) -> Bool {
    for value in shapes[index].columns.indices {
      rows += bytes[shapes[index].pieces[value]]
      guard let text = line(at: &shapes[index].columns[value]) else { return false }
      rows += bytes[text]
    }
    rows += bytes[shapes[index].pieces[shapes[index].columns.count]]
    return true
  }

  /// The bytes up to the next line feed; moves behind it.
  private func line(at position: inout Int) -> Range<Int>? {
    var end = position
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    guard end < bytes.count else { return nil }
    defer { position = end + 1 }
    return position..<end
  }
}
