import Billing

/// A cell; a sealed one never changes, later events open a new one.
struct CellRow: Sendable {
  var cell: Cell
  /// `nil` while the cell is open.
  var sealID: Int64?
  var charges: [Int] = []
}

/// A seal.
struct SealRow: Sendable {
  let window: BillingWindow
  let catalogVersion: String
  /// How many batches it has seen.
  let batchCount: Int
  let sealedAt: Instant
  let cellCount: Int
}

/// A charge, and the item its steps are in.
struct ChargeRow: Sendable {
  var charge: Charge
  var itemIndex: Int?
}

extension Charge.State {
  /// Whether every seal looks at the charge again.
  var isWaiting: Bool {
    switch self {
    case .held, .skipped: true
    case .planned, .replaced: false
    }
  }

  /// The state's word and reason, as an item's would read.
  var waitingWord: (state: DispatchState, reason: String)? {
    switch self {
    case .held(let reason): (.held, reason.rawValue)
    case .skipped(let reason): (.skipped, reason)
    case .planned, .replaced: nil
    }
  }
}
