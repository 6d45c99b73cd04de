import Billing

/// Inserts many rows by few statements. What SQLite does around a statement - cursors, and a journal of every page that
/// the statement changes, which a trigger that may abort asks for - took as long as the row itself.
struct RowInserting {
  /// Rows of one statement. With more of them there is nothing left to share.
  static let rowCountMax = 32

  private let many: PreparedStatement?
  private let one: PreparedStatement
  /// Rows that are not bound yet.
  private var leftCount: Int
  /// Rows bound to `many`, which has not run yet.
  private var boundCount = 0

  /// - Parameters:
  ///   - target: the table and its columns: `item (seq, id)`.
  ///   - row: the values of one row: `(?, ?)`.
  ///   - tail: what follows the rows, for example a conflict clause.
  ///   - rowCount: exactly how many rows are going to be inserted.
  ///   - isOneByOne: whether each row has a statement of its own, whose effect can be asked for.
  init(
    into target: String, row: String, tail: String = "", rowCount: Int, isOneByOne: Bool = false,
    _ connection: Connection
  ) throws(StoreError) {
    let text = { (count: Int) in
      "INSERT INTO \(target) VALUES \(repeatElement(row, count: count).joined(separator: ", ")) \(tail)"
    }
    one = try connection.prepare(text(1))
    many = isOneByOne || rowCount < Self.rowCountMax ? nil : try connection.prepare(text(Self.rowCountMax))
    leftCount = rowCount
  }

  /// Takes one row; it is in the table when the statement it shares has run, at the latest after the last row.
  @inline(__always)
  mutating func insert<each Value: SQLBindable>(_ values: repeat each Value) throws(StoreError) {
    precondition(leftCount > 0, "no more rows are inserted than were announced")
    let isAlone = boundCount == 0 && leftCount < Self.rowCountMax
    leftCount -= 1
    guard !isAlone, let many else { return try one.run(repeat each values) }
    try many.bind(row: boundCount, repeat each values)
    boundCount += 1
    guard boundCount == Self.rowCountMax else { return }
    boundCount = 0
    while try many.next() {}
  }

  /// Ends the insertion: every row announced is in the table.
  consuming func finish() { precondition(leftCount == 0, "as many rows are inserted as were announced") }
}
