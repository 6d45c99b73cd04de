import Billing

/// A snapshot that can be compared.
struct SnapshotView: Equatable {
  let snapshot: LedgerSnapshot

  static func == (left: SnapshotView, right: SnapshotView) -> Bool {
    let (left, right) = (left.snapshot, right.snapshot)
    return left.openCells == right.openCells && left.waitingCharges == right.waitingCharges
      && left.carries == right.carries && left.ratings == right.ratings
      && left.bucketHeads == right.bucketHeads && left.restoredBefore == right.restoredBefore
      && left.medianUnitsOfSeries == right.medianUnitsOfSeries
  }
}

/// A trace that can be compared.
struct TraceView: Equatable {
  let events: [String]
  let eventCount: Int
  let cells: [String]
  let charges: [String]
  let items: [DispatchItem]
  let attempts: [TracedAttempt]
  let receipts: [String]
  let transitions: [String]

  init(_ trace: Trace) {
    events = trace.events.map { "\($0)" }
    eventCount = trace.eventCount
    cells = trace.cells.map { "\($0)" }
    charges = trace.charges.map { "\($0)" }
    items = trace.items
    attempts = trace.attempts
    receipts = trace.receipts.map { "\($0)" }
    transitions = trace.transitions.map { "\($0)" }
  }
}

/// A claim that can be compared.
struct ClaimView: Equatable {
  let items: [DispatchItem]
  let attemptIDs: [Int64]
}

/// Keeps the permission to settle of each store until it is used.
final class ClaimBox {
  private var batches: [ObjectIdentifier: Box] = [:]

  private final class Box {
    var batch: ClaimedBatch?
    init(_ batch: consuming ClaimedBatch) { self.batch = consume batch }
  }

  func put(_ batch: consuming ClaimedBatch, of store: any Store) {
    batches[ObjectIdentifier(store)] = Box(batch)
  }

  func take(of store: any Store) -> ClaimedBatch? {
    guard let box = batches.removeValue(forKey: ObjectIdentifier(store)) else { return nil }
    return box.batch.take()
  }
}
