/// The raw rows of one block, from what its frame holds: the rows themselves, each a line, or their columns
/// (`ColumnarRows`). Some rows are read without making the others.
package struct RawRows: Sendable {
  private enum Form: Sendable {
    case lines
    case columns(ColumnReading)
  }

  private let bytes: [UInt8]
  private let byteCount: Int
  private let form: Form
  /// How many rows there are.
  package let count: Int

  /// Opens what a frame holds; `nil` when it is not `count` rows of `byteCount` bytes together, line feeds included.
  package init?(_ held: [UInt8], byteCount: Int, count: Int) {
    bytes = held
    self.byteCount = byteCount
    self.count = count
    if held.first == ColumnarRows.mark {
      guard let columns = ColumnReading(held), columns.rowCount == count,
        columns.rowByteCount == byteCount
      else { return nil }
      form = .columns(columns)
    } else {
      guard held.count == byteCount, held.last == 0x0A || held.isEmpty,
        held.count(where: { $0 == 0x0A }) == count
      else { return nil }
      form = .lines
    }
  }

  /// Opens a block that was just decoded.
  package init?(_ block: EventBlock) {
    self.init(block.rawRows, byteCount: block.rawByteCount, count: block.rowCount)
  }

  /// All rows, without their line feeds; `nil` when the bytes are damaged.
  package var all: [[UInt8]]? {
    guard let rows = rows(at: Array(0..<count)), rows.reduce(0, { $0 + $1.count + 1 }) == byteCount else {
      return nil
    }
    return rows
  }

  /// The rows at `ordinals`, their indices in rising order, without their line feeds; `nil` when the bytes are damaged.
  package func rows(at ordinals: [Int]) -> [[UInt8]]? {
    precondition(ordinals.allSatisfy { $0 >= 0 && $0 < count }, "a block has no such row")
    switch form {
    case .lines: return Self.lines(bytes, at: ordinals)
    case .columns(var columns): return columns.rows(at: ordinals)
    }
  }

  /// Of bytes that are lines, those at `ordinals` in rising order, without their line feeds; `nil` when there are too
  /// few.
  package static func lines(_ bytes: [UInt8], at ordinals: [Int]) -> [[UInt8]]? {
    var cursor = LineCursor(bytes.startIndex..<bytes.endIndex)
    var lines: [[UInt8]] = []
    lines.reserveCapacity(ordinals.count)
    for ordinal in ordinals {
      guard let line = cursor.line(ordinal, of: bytes) else { return nil }
      lines.append(Array(bytes[line]))
    }
    return lines
  }
}

/// Finds lines one after the other.
struct LineCursor: Sendable {
  /// What was not walked yet.
  private var rest: Range<Int>
  /// Which line begins there.
  private var next = 0

  init(_ range: Range<Int>) { rest = range }

  /// Where a line stands, its line feed not counted; moves behind it. `nil` when there is none, and for a line before
  /// one that was asked for.
  mutating func line(_ ordinal: Int, of bytes: [UInt8]) -> Range<Int>? {
    guard ordinal >= next else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      while true {
        guard let end = end(bytes) else { return nil }
        let line = rest.lowerBound..<end
        rest = end + 1..<rest.upperBound
        next += 1
        if next > ordinal { return line }
      }
    }
  }

  /// Where the next line feed stands.
  @inline(__always) private func end(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var place = rest.lowerBound
    while place < rest.upperBound {
      if bytes[place] == 0x0A { return place }
      place &+= 1
    }
    return nil
  }
}
