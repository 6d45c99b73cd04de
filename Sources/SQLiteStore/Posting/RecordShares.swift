import Billing

/// Sums of records made on all processors. Every cell is dealt to one share by a hash of its key, so that shares never
/// hold the same cell: nothing is kept twice, and what there is in all is their cells side by side.
struct RecordShares {
  /// The records of a block as they are stored.
  private struct PackedBlock: Sendable {
    let id: Int64
    let records: [UInt8]
  }

  /// Every share looks at the key of every row, so that more of them would gain nothing.
  private static let shareCountMax = 8

  private let connection: Connection
  private let parallelism: Parallelism
  private let shares: [RecordShare]

  init(_ parallelism: Parallelism, in connection: Connection) throws(StoreError) {
    self.connection = connection
    self.parallelism = parallelism
    var shares: [RecordShare] = []
    for index in 0..<min(parallelism.width, Self.shareCountMax) {
      shares.append(RecordShare(try RecordSums(in: connection), index: index))
    }
    self.shares = shares
  }

  /// How many blocks are worth adding at once: one thread reads them, all unpack and sum.
  private var blockCount: Int { 16 * parallelism.width }

  /// How many cells there are.
  var cellCount: Int { shares.reduce(0) { $0 + $1.sums.table.count } }

  /// The first and the last hour of any cell.
  var hours: ClosedRange<UTCHour>? {
    let hours = shares.flatMap { $0.sums.hours.map { [$0.lowerBound, $0.upperBound] } ?? [] }
    guard let first = hours.min(), let last = hours.max() else { return nil }
    return first...last
  }

  /// Adds the posted rows of blocks, those of a window alone if one is given; calls `body` after every few.
  /// - Throws: `damaged` when a block cannot be read.
  func add(
    blocks ids: [Int64], in window: BillingWindow? = nil, then body: () throws(StoreError) -> Void = {}
  ) throws(StoreError) {
    for start in stride(from: 0, to: ids.count, by: blockCount) {
      try add(try packedBlocks(ids[start..<min(ids.count, start + blockCount)]), in: window)
      try body()
    }
  }

  private func packedBlocks(_ ids: ArraySlice<Int64>) throws(StoreError) -> [PackedBlock] {
    var blocks: [PackedBlock] = []
    for id in ids {
      let rows = try connection.rows("SELECT records FROM block WHERE id = ?", id)
      guard try rows.next() else { throw connection.damaged("block \(id) is missing") }
      blocks.append(PackedBlock(id: id, records: rows.blob(0)))
    }
    return blocks
  }

  private func add(_ blocks: [PackedBlock], in window: BillingWindow?) throws(StoreError) {
    let unpacked = parallelism.map(blocks.count) { EventRecords(packed: blocks[$0].records) }
    var records: [EventRecords] = []
    for (block, unpacked) in zip(blocks, unpacked) {
      guard let unpacked else {
        throw connection.damaged("the records of block \(block.id) cannot be read")
      }
      records.append(unpacked)
    }
    let (shares, whole) = (shares, records)
    parallelism.perform(shares.count) { shares[$0].add(whole, in: window, shareCount: shares.count) }
  }

  /// Hands over the cells in the order of their index.
  func forEachSorted(_ body: (CellEntry) throws(StoreError) -> Void) throws(StoreError) {
    let shares = shares
    let orders = parallelism.map(shares.count) { shares[$0].sums.order }
    var heads = [Int](repeating: 0, count: shares.count)
    while let share = leastHead(of: orders, at: heads) {
      let (terms, place) = orders[share][heads[share]]
      heads[share] += 1
      try body(shares[share].sums.entry(terms, at: place))
    }
  }

  /// The share whose next cell comes first; `nil` behind the last.
  private func leastHead(of orders: [[(terms: CellTerms, place: Int)]], at heads: [Int]) -> Int? {
    orders.indices.filter { heads[$0] < orders[$0].count }
      .min { orders[$0][heads[$0]].terms < orders[$1][heads[$1]].terms }
  }

  /// All cells in one table; the shares are empty afterwards.
  func takeTable() -> CellTable {
    var table = shares[0].takeSums()
    for share in shares.dropFirst() { table.add(share.takeSums()) }
    return table
  }

  /// Starts over.
  func removeAll() { for share in shares { share.removeAll() } }
}

/// One share. It is only ever touched by one thread at a time.
private final class RecordShare: @unchecked Sendable {
  private(set) var sums: RecordSums
  private let index: Int

  init(_ sums: RecordSums, index: Int) { (self.sums, self.index) = (sums, index) }

  func add(_ records: [EventRecords], in window: BillingWindow?, shareCount: Int) {
    for block in records { sums.add(block, in: window, share: index, of: shareCount) }
  }

  func removeAll() { sums.removeAll() }

  func takeSums() -> CellTable {
    defer { sums.removeAll() }
    return sums.table
  }
}
