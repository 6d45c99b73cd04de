import Billing

/// An item with everything that hangs on it.
struct ItemRow: Sendable {
  /// Frozen but for its progress.
  var item: DispatchItem
  /// What of its units is whose.
  let allocations: [Allocation]
  var charges: [Int] = []
  /// The item that replaced it.
  var successor: Int?
  /// Items that it replaced.
  var predecessors: [Int] = []
  /// In order of their numbers.
  var attempts: [Int] = []
  var receipt: ReceiptRow?
  var history: [TransitionRow] = []

  /// When it was last sent, answered or put in doubt; `nil` when it never was.
  var lastMovedAt: Instant? {
    history.lazy.filter { DispatchState.mayHaveMoved(from: $0.from, to: $0.to) }.map(\.at).max()
  }
}

/// One attempt.
struct AttemptRow: Sendable {
  let itemIndex: Int
  let number: Int
  let startedAt: Instant
  /// `nil` while open, and for ever when the process died before it knew.
  var end: AttemptEnd?
}

/// How and when an attempt ended.
struct AttemptEnd: Sendable {
  let outcome: AttemptOutcome
  let at: Instant
}

/// A receipt, and when it came.
struct ReceiptRow: Sendable {
  let receipt: Receipt
  let receivedAt: Instant
}

/// One change of an item.
struct TransitionRow: Sendable {
  let from: DispatchState
  let to: DispatchState
  let reason: String
  let at: Instant
}
