import Billing

/// A second set of books beside the store: it hears of every transaction that became durable, and judges it by rules of
/// its own.
final class LedgerMirror {
  struct Item {
    let id: String
    let bucket: Int
    /// Its number in the books.
    let record: Int
    let revision: Int
    let units: Int128
    let bytes: [UInt8]
    let batchKey: String
    let allocations: [Allocation]
    let deadlineAt: Instant
    var progress: DispatchProgress
    /// When it last changed, by true time in microseconds.
    var changedAt: Int64

    var isDoubtful: Bool { progress.mayCount }
  }

  struct ChargeKey: Hashable {
    let cellID: Int64
    let meterID: String
    let provider: ProviderID
  }

  let books: Books
  var items: [Item] = []
  var indexOfID: [String: Int] = [:]
  var sealedCells: Set<Int64> = []
  var carries: [CarryKey: Carry] = [:]
  var emitted: [CarryKey: Int128] = [:]
  /// Charges that wait: what of them is not in any carry.
  var waiting: [ChargeKey: Charge] = [:]
  /// The windows sealed so far, by their ends, in their order.
  var sealedWindowEnds: [UTCHour] = []
  private(set) var postedKeys: Set<EventKey> = []
  /// When an item of a bucket last left, by true time.
  var lastDepartures: [Int: Int64] = [:]
  var restoredBefore: UTCHour?
  /// Whether some of what the providers count may be missing here: an older copy of the ledger took its place.
  private(set) var isIncomplete = false

  init(_ books: Books) { self.books = books }

  /// Events that became durable; answers how many were there already.
  func post(_ batch: EventBatch) -> Int {
    var repeatedCount = 0
    for block in batch.blocks {
      for row in block.records where !postedKeys.insert(row.key).inserted { repeatedCount += 1 }
    }
    return repeatedCount
  }

  /// Adds units to where those of an item with that progress count: delivered, doubtful or neither.
  func count(_ units: Int128, _ progress: DispatchProgress, in bucket: Int) {
    if progress.state == .delivered { books.buckets[bucket].deliveredUnits += units }
    if progress.mayCount { books.buckets[bucket].doubtfulUnits += units }
  }

  func item(_ id: String) -> Item? { indexOfID[id].map { items[$0] } }

  /// What the ledger has as delivered of a series.
  func deliveredUnits(ofSeries series: Int, in hours: BillingWindow) -> Int128 {
    books.buckets.reduce(0) { sum, bucket in
      bucket.series == series && hours.contains(bucket.key.start) ? sum + bucket.deliveredUnits : sum
    }
  }

  /// Items that a run may still have to send.
  var openItems: [Item] { items.filter { $0.progress.state.isSendable } }
}

extension DispatchProgress {
  /// Whether an item may count although it is not delivered.
  fileprivate var mayCount: Bool {
    switch state {
    case .inFlight, .unknown: true
    case .planned, .held, .skipped, .deferred, .parked: ambiguousSince != nil
    case .delivered, .rejected, .expired, .superseded: false
    }
  }
}

// MARK: - Copies

extension LedgerMirror {
  /// What the mirror knows, as a value.
  struct Copy {
    fileprivate let items: [Item]
    fileprivate let indexOfID: [String: Int]
    fileprivate let sealedCells: Set<Int64>
    fileprivate let carries: [CarryKey: Carry]
    fileprivate let emitted: [CarryKey: Int128]
    fileprivate let waiting: [ChargeKey: Charge]
    fileprivate let postedKeys: Set<EventKey>
    fileprivate let restoredBefore: UTCHour?

    var doubts: Set<String> { LedgerMirror.doubts(of: items) }
  }

  /// The items that are in doubt, by their identifiers.
  var doubts: Set<String> { Self.doubts(of: items) }

  fileprivate static func doubts(of items: [Item]) -> Set<String> {
    var ids: Set<String> = []
    for item in items where item.progress.state == .unknown { ids.insert(item.id) }
    return ids
  }

  func copy() -> Copy {
    Copy(
      items: items, indexOfID: indexOfID, sealedCells: sealedCells, carries: carries, emitted: emitted,
      waiting: waiting, postedKeys: postedKeys, restoredBefore: restoredBefore)
  }

  /// Goes back with the ledger to an older copy; what providers count stays as it is. What may count beyond what the
  /// copy knows is forgotten units from now on.
  func restore(_ copy: Copy) {
    let ceilings = books.buckets.map { $0.deliveredUnits + $0.doubtfulUnits + $0.forgottenUnits }
    (items, indexOfID, sealedCells, carries) = (copy.items, copy.indexOfID, copy.sealedCells, copy.carries)
    (emitted, waiting, postedKeys) = (copy.emitted, copy.waiting, copy.postedKeys)
    (restoredBefore, isIncomplete) = (copy.restoredBefore, true)
    for index in books.buckets.indices {
      books.buckets[index].deliveredUnits = 0
      books.buckets[index].doubtfulUnits = 0
    }
    for item in items { count(item.units, item.progress, in: item.bucket) }
    for (index, ceiling) in ceilings.enumerated() {
      let known = books.buckets[index].deliveredUnits + books.buckets[index].doubtfulUnits
      books.buckets[index].forgottenUnits = max(0, ceiling - known)
    }
  }
}
