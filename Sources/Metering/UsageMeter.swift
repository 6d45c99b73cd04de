package import Billing

/// Meters usage events that are posted nowhere: de-duplicates them and sums them into cells as posting them to an empty
/// ledger would. The work is shared out by usage id: all events of one id meet in the same share, in their order.
package struct UsageMeter {
  /// A row whose usage id an earlier row has, with other content; it is not metered.
  package struct Conflict: Hashable, Sendable {
    /// The usage id.
    package let usageID: String
    /// One-based line of its source.
    package let line: Int
  }

  /// What was counted.
  package struct Tally: Hashable, Sendable {
    /// Rows that were metered.
    package internal(set) var meteredCount = 0
    /// Rows that were there before with the same content.
    package internal(set) var repeatedCount = 0
    /// Rows whose usage id was there before with other content.
    package internal(set) var conflictCount = 0
    /// The first of them, at most `keptConflictCountMax`.
    package internal(set) var conflicts: [Conflict] = []

    /// Nothing counted.
    package init() {}
  }

  /// How many conflicts are kept to be shown.
  package static let keptConflictCountMax = 20

  private let shares: [UsageShare]
  private let parallelism: Parallelism
  private var batchCount = 0

  /// Nothing metered yet.
  package init(_ parallelism: Parallelism = .none) {
    self.parallelism = parallelism
    shares = (0..<parallelism.width).map { UsageShare(index: $0, of: parallelism.width) }
  }

  /// Meters the rows of a batch.
  package mutating func add(_ batch: EventBatch) {
    let (shares, number) = (shares, batchCount)
    parallelism.perform(shares.count) { shares[$0].add(batch, number: number) }
    batchCount += 1
  }

  /// What was counted so far.
  package var tally: Tally {
    var tally = Tally()
    for share in shares {
      tally.meteredCount += share.meteredCount
      tally.repeatedCount += share.repeatedCount
      tally.conflictCount += share.conflictCount
    }
    tally.conflicts = shares.flatMap(\.conflicts).sorted { $0.place < $1.place }
      .prefix(Self.keptConflictCountMax).map(\.conflict)
    return tally
  }

  /// The cells by `CellKey.precedes`. Nothing more can be metered.
  package consuming func sorted() -> SortedCells {
    var cells = NamedCells()
    for share in shares {
      let taken = share.takeCells()
      if cells.count == 0 { cells = taken } else { cells.add(taken) }
    }
    return SortedCells(cells)
  }
}

/// The events of a share of all usage ids. It is only ever touched by one thread at a time.
final class UsageShare: @unchecked Sendable {
  private let index: UInt64
  private let count: UInt64
  private var seen = SeenKeys()
  private var sums = CellSums()
  private var ordinals: [Int] = []
  private(set) var meteredCount = 0
  private(set) var repeatedCount = 0
  private(set) var conflictCount = 0
  /// The first ones of the share; a place is the number of the batch and the row in it.
  private(set) var conflicts: [(place: (Int, Int), conflict: UsageMeter.Conflict)] = []

  init(index: Int, of count: Int) {
    (self.index, self.count) = (UInt64(index), UInt64(count))
  }

  /// Meters the share's rows of a batch.
  func add(_ batch: EventBatch, number: Int) {
    for block in batch.blocks {
      takeOrdinals(of: block)
      sums.add(ordinals, of: block) { isNew(block.records[$0], of: block, batch: number) }
    }
  }

  @inline(__always) private func isNew(_ record: EventRecord, of block: EventBlock, batch: Int) -> Bool {
    switch seen.insert(record.key, digest: record.contentDigest.high) {
    case .new:
      meteredCount += 1
      return true
    case .same: repeatedCount += 1
    case .other: note(record, of: block, batch: batch)
    }
    return false
  }

  /// Finds the share's rows: the highest bits of a key choose it, the lowest its place in the table.
  private func takeOrdinals(of block: EventBlock) {
    ordinals.removeAll(keepingCapacity: true)
    for (ordinal, record) in block.records.enumerated()
    where (record.key.high >> 32 &* count) >> 32 == index {
      ordinals.append(ordinal)
      seen.touch(record.key)
    }
  }

  private func note(_ record: EventRecord, of block: EventBlock, batch: Int) {
    conflictCount += 1
    guard conflicts.count < UsageMeter.keptConflictCountMax else { return }
    let conflict = UsageMeter.Conflict(usageID: block.event(record).usageID, line: record.line)
    conflicts.append(((batch, record.line), conflict))
  }

  /// Hands over the cells and forgets which usage ids were seen.
  func takeCells() -> NamedCells {
    seen = SeenKeys()
    defer { sums = CellSums() }
    return sums.cells
  }
}
