import Billing

/// Collects raw rows, block by block: by columns where rows have a shape, which a store compresses in half the time and
/// three quarters of the room that the rows themselves would take (ColumnarRows).
struct RawRowBuffer {
  private struct Row {
    /// Where the row begins.
    var start: Int
    /// The index of its shape; -1 for a row that has none.
    var shape: Int
    /// Where the ends of its values begin.
    var firstEnd: Int
  }

  /// Fewer rows of a shape are not worth its fixed bytes.
  private static let rowCountMin = 2
  /// The rows, each followed by a line feed.
  private var bytes: [UInt8] = []
  private var rows: [Row] = []
  /// Where the values of rows end, from the row's beginning.
  private var valueEnds: [UInt16] = []
  private var shapes: [RowLayout] = []
  /// Columns of the block that is being made.
  private var columns: [UInt8] = []

  /// Adds a row. Line breaks inside it are space between JSON tokens and become spaces, so that each row is one line of
  /// its block.
  mutating func append(_ row: UnsafeBufferPointer<UInt8>) {
    rows.append(Row(start: bytes.count, shape: -1, firstEnd: 0))
    bytes.append(contentsOf: row)
    if ByteWords.firstIndex(of: lineFeed, in: row, from: 0) < row.count {
      for index in bytes.count - row.count..<bytes.count where bytes[index] == lineFeed {
        bytes[index] = 0x20
      }
    }
    bytes.append(lineFeed)
  }

  /// Adds a row that was read by its layout, and where its values end.
  mutating func append(
    _ row: UnsafeBufferPointer<UInt8>, _ layout: RowLayout, valueEnds ends: UnsafeBufferPointer<UInt16>
  ) {
    rows.append(Row(start: bytes.count, shape: shape(layout), firstEnd: valueEnds.count))
    bytes.append(contentsOf: row)
    bytes.append(lineFeed)
    valueEnds.append(contentsOf: ends)
  }

  private mutating func shape(_ layout: RowLayout) -> Int {
    if let last = rows.last, last.shape >= 0, shapes[last.shape] === layout { return last.shape }
    if let known = shapes.firstIndex(where: { $0 === layout }) { return known }
    shapes.append(layout)
    return shapes.count - 1
  }

  /// Forgets all rows and keeps the memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    valueEnds.removeAll(keepingCapacity: true)
    shapes.removeAll()
  }

  /// Some of the rows or their columns, and how many bytes the rows themselves have.
  mutating func rows(_ range: Range<Int>) -> (held: [UInt8], byteCount: Int) {
    let start = rows[range.lowerBound].start
    let end = range.upperBound == rows.count ? bytes.count : rows[range.upperBound].start
    let used = usedShapes(range)
    guard !used.isEmpty else { return (Array(bytes[start..<end]), end - start) }
    // A word can then be loaded from wherever a row has a byte.
    bytes += Self.padding
    layOut(range, used)
    bytes.removeLast(Self.padding.count)
    defer { columns = [] }
    return (columns, end - start)
  }

  private static let padding = [UInt8](repeating: 0, count: 8)

  /// The shapes that many of the rows have, by number; other rows are kept whole.
  private func usedShapes(_ range: Range<Int>) -> [Int] {
    var counts = [Int](repeating: 0, count: shapes.count)
    for row in rows[range] where row.shape >= 0 { counts[row.shape] += 1 }
    return counts.indices.filter { counts[$0] >= Self.rowCountMin }.prefix(Int(ColumnarRows.wholeRow) - 1)
      .map(\.self)
  }

  private mutating func layOut(_ range: Range<Int>, _ used: [Int]) {
    columns.reserveCapacity(bytes.count / 2)
    columns.append(ColumnarRows.mark)
    columns.append(UInt8(used.count))
    for shape in used {
      columns.append(number: shapes[shape].segments.count - 1, byteCount: 2)
      for piece in shapes[shape].pieces {
        columns.append(number: piece.count, byteCount: 4)
        columns += piece
      }
    }
    columns.append(number: range.count, byteCount: 4)
    for row in rows[range] {
      columns.append(used.firstIndex(of: row.shape).map(UInt8.init) ?? ColumnarRows.wholeRow)
    }
    appendColumns(range, used)
    for row in range where !used.contains(rows[row].shape) {
      let end = row + 1 == rows.count ? bytes.count - Self.padding.count : rows[row + 1].start
      columns += bytes[rows[row].start..<end]
    }
  }

  private mutating func appendColumns(_ range: Range<Int>, _ used: [Int]) {
    let lengths = columns.count
    let columnCount = used.reduce(0) { $0 + shapes[$1].segments.count - 1 }
    columns += [UInt8](repeating: 0, count: 4 * columnCount)
    var column = 0
    for shape in used {
      let members = rows[range].filter { $0.shape == shape }
      for value in 0..<shapes[shape].segments.count - 1 {
        let start = columns.count
        append(value, of: members, behind: shapes[shape].segments[value].literalCount)
        columns.set(number: columns.count - start, at: lengths + 4 * column)
        column += 1
      }
    }
  }

  /// Appends one value of each row, which stands behind so many fixed bytes. Values are short: whole words are copied,
  /// and what is too much is overwritten by the next one.
  private mutating func append(_ value: Int, of members: [Row], behind literalCount: Int) {
    let (bytes, valueEnds) = (bytes, valueEnds)
    let place = { (row: Row) -> Range<Int> in
      let start = (value == 0 ? 0 : Int(valueEnds[row.firstEnd + value - 1])) + literalCount
      return row.start + start..<row.start + Int(valueEnds[row.firstEnd + value])
    }
    let byteCount = members.reduce(0) { $0 + place($1).count + 1 }
    columns.append(addingCapacity: byteCount + Self.padding.count) { (span: inout OutputSpan<UInt8>) in
      span.withUnsafeMutableBufferPointer { buffer, initializedCount in
        guard var target = buffer.baseAddress.map(UnsafeMutableRawPointer.init) else { return }
        bytes.withUnsafeBytes { source in
          for row in members {
            let range = place(row)
            for offset in stride(from: 0, to: range.count, by: 8) {
              let word = source.loadUnaligned(fromByteOffset: range.lowerBound + offset, as: UInt64.self)
              target.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
            }
            target.storeBytes(of: lineFeed, toByteOffset: range.count, as: UInt8.self)
            target += range.count + 1
          }
        }
        initializedCount = byteCount
      }
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(number: Int, byteCount: Int) {
    for index in 0..<byteCount { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
  }

  fileprivate mutating func set(number: Int, at place: Int) {
    for index in 0..<4 { self[place + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
  }
}
