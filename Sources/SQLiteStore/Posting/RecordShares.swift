import Billing
import Synchronization

/// Sums of records made on all processors. Every cell is dealt to one share by a hash of its key, so that shares never
/// hold the same cell: nothing is kept twice, and what there is in all is their cells side by side.
struct RecordShares {
  /// A share is a table of its own; with more of them the merging at the end gains nothing.
  private static let shareCountMax = 8

  private let connection: Connection
  private let parallelism: Parallelism
  private let shares: [RecordShare]
  /// Who only reads makes no term: without one there is no cell that names no target.
  private let noProviders: UInt32

  init(_ parallelism: Parallelism, in connection: Connection) throws(StoreError) {
    self.connection = connection
    self.parallelism = parallelism
    noProviders = UInt32(try connection.terms.numberIfAny(of: "", in: connection) ?? 0)
    shares = (0..<min(parallelism.width, Self.shareCountMax)).map(RecordShare.init)
  }

  /// How many blocks are worth a round: enough for nobody to wait long at its end.
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
    let rule = DealtRecords.Rule(
      hours: window.map { $0.start.index..<$0.end.index } ?? .min..<Int64.max, noProviders: noProviders,
      shareCount: shares.count)
    let packed = try PackedBlocks(ids, in: connection)
    var (read, dealt) = (try packed.next(blockCount), [DealtRecords]())
    while !read.isEmpty || !dealt.isEmpty {
      (read, dealt) = try round(packed, read, dealt, by: rule)
      try body()
    }
  }

  /// What was dealt is summed while what was read is dealt and what comes next is read, so that no processor waits for
  /// another before the round is over.
  private func round(
    _ packed: PackedBlocks, _ read: [PackedBlocks.Block], _ dealt: [DealtRecords], by rule: DealtRecords.Rule
  ) throws(StoreError) -> (read: [PackedBlocks.Block], dealt: [DealtRecords]) {
    let (shares, blockCount) = (shares, blockCount)
    let reading = Mutex(Result<[PackedBlocks.Block], StoreError>.success([]))
    let dealing = Mutex([DealtRecords?](repeating: nil, count: read.count))
    parallelism.perform(shares.count + 1 + read.count) { work in
      if work < shares.count {
        shares[work].add(dealt)
      } else if work == shares.count {
        let next = Result { () throws(StoreError) in try packed.next(blockCount) }
        reading.withLock { $0 = next }
      } else {
        let index = work - shares.count - 1
        let hand = DealtRecords(read[index], by: rule)
        dealing.withLock { $0[index] = hand }
      }
    }
    let next = try reading.withLock { $0 }.get()
    var hands: [DealtRecords] = []
    for (block, hand) in zip(read, dealing.withLock { $0 }) {
      guard let hand else { throw connection.damaged("the records of block \(block.id) cannot be read") }
      hands.append(hand)
    }
    return (next, hands)
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
  private(set) var sums = RecordSums()
  private let index: Int

  init(index: Int) { self.index = index }

  func add(_ dealt: [DealtRecords]) {
    for block in dealt { sums.add(block, to: index) }
  }

  func removeAll() { sums.removeAll() }

  func takeSums() -> CellTable {
    defer { sums.removeAll() }
    return sums.table
  }
}
