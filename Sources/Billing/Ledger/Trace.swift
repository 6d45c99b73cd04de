/// What is connected with one reference: event, cell, charge, item, attempts and receipt, both ways.
package struct Trace: Sendable {
  /// Events, at most `eventCountMax` of them.
  package var events: [PostedEvent] = []
  /// How many events there are in all.
  package var eventCount = 0
  /// Cells with the number of the seal that holds them, or `nil` while open.
  package var cells: [(cell: StoredCell, sealID: Int64?)] = []
  /// Charges with their numbers.
  package var charges: [(id: Int64, charge: Charge)] = []
  /// Every verdict of the cells' claims, oldest first.
  package var verdicts: [StoredVerdict] = []
  /// Items.
  package var items: [DispatchItem] = []
  /// Attempts of the items, oldest first.
  package var attempts: [TracedAttempt] = []
  /// Receipts of the items.
  package var receipts: [(itemID: String, receipt: Receipt, at: Instant)] = []
  /// Transitions of the items, oldest first.
  package var transitions:
    [(itemID: String, from: DispatchState?, to: DispatchState, reason: String, at: Instant)] = []

  /// How many events a trace lists.
  package static let eventCountMax = 50

  /// Nothing yet.
  package init() {}
}

/// One attempt, as the history tells it.
package struct TracedAttempt: Hashable, Sendable {
  /// The item.
  package let itemID: String
  /// One-based.
  package let number: Int
  /// When it was made durable, by the provider's clock.
  package let startedAt: Instant
  /// When it ended; `nil` when the process died before it knew.
  package let endedAt: Instant?
  /// How it ended; `nil` likewise.
  package let outcome: AttemptOutcome?

  /// An attempt of the parts given.
  package init(itemID: String, number: Int, startedAt: Instant, endedAt: Instant?, outcome: AttemptOutcome?) {
    self.itemID = itemID
    self.number = number
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.outcome = outcome
  }
}

/// A posted event with its raw bytes and what was dispatched for its hour.
package struct PostedEvent: Sendable {
  /// The usage id, given or derived.
  package let usageID: String
  /// The event's hour.
  package let hour: UTCHour
  /// The row as it came.
  package let rawBytes: [UInt8]
  /// The source it came from.
  package let source: String
  /// When it was posted.
  package let postedAt: Instant
  /// The items its usage went into, one entry a provider, with their state and the time of the last change; charges
  /// that wait stand here without an item.
  package let dispatches: [EventDispatch]

  /// An event of the parts given.
  package init(
    usageID: String, hour: UTCHour, rawBytes: [UInt8], source: String, postedAt: Instant,
    dispatches: [EventDispatch]
  ) {
    self.usageID = usageID
    self.hour = hour
    self.rawBytes = rawBytes
    self.source = source
    self.postedAt = postedAt
    self.dispatches = dispatches
  }
}

/// What became of an event at one provider.
package struct EventDispatch: Hashable, Sendable {
  /// The target.
  package let provider: ProviderID
  /// The meter.
  package let meterID: String
  /// The state of the item, or of the charge that waits.
  package let state: DispatchState
  /// In plain words.
  package let message: String
  /// The item; `nil` for a charge that waits.
  package let itemID: String?
  /// When it was last dispatched; `nil` when never.
  package let dispatchedAt: Instant?

  /// A dispatch of the parts given.
  package init(
    provider: ProviderID, meterID: String, state: DispatchState, message: String, itemID: String?,
    dispatchedAt: Instant?
  ) {
    self.provider = provider
    self.meterID = meterID
    self.state = state
    self.message = message
    self.itemID = itemID
    self.dispatchedAt = dispatchedAt
  }
}

/// A row of the quarantine under its number.
package struct QuarantineEntry: Hashable, Sendable {
  /// The store's number.
  package let id: Int64
  /// The row.
  package let row: QuarantinedRow
  /// When it came.
  package let at: Instant
  /// When a retry posted it, or a person dismissed it.
  package let resolvedAt: Instant?

  /// An entry of the parts given.
  package init(id: Int64, row: QuarantinedRow, at: Instant, resolvedAt: Instant?) {
    self.id = id
    self.row = row
    self.at = at
    self.resolvedAt = resolvedAt
  }
}
