import Billing

/// The records of blocks as they are stored, read a few at a time by one thread after the other: whoever has SQLite
/// waits while another thread reads, and every thread but the reading one leaves it alone.
final class PackedBlocks: @unchecked Sendable {
  /// The records of one block.
  struct Block: Sendable {
    let id: Int64
    let rowCount: Int
    let records: [UInt8]
  }

  private let connection: Connection
  private let statement: PreparedStatement
  private var ids: ArraySlice<Int64>

  init(_ ids: [Int64], in connection: Connection) throws(StoreError) {
    self.connection = connection
    self.ids = ids[...]
    statement = try connection.prepare("SELECT row_count, records FROM block WHERE id = ?")
  }

  /// The next blocks, none after the last.
  /// - Throws: `damaged` when a block is missing.
  func next(_ count: Int) throws(StoreError) -> [Block] {
    var blocks: [Block] = []
    for id in ids.prefix(count) {
      try statement.bind(id)
      guard try statement.next() else { throw connection.damaged("block \(id) is missing") }
      blocks.append(Block(id: id, rowCount: statement.count(0), records: statement.blob(1)))
    }
    ids = ids.dropFirst(count)
    return blocks
  }
}
