/// Sums of the ledger, by provider and state.
package struct LedgerStanding: Hashable, Sendable {
  /// Items of one provider in one state.
  package struct ItemLine: Hashable, Sendable {
    /// The target.
    package let provider: ProviderID
    /// The state.
    package let state: DispatchState
    /// How many items.
    package let count: Int
    /// What they are worth, one entry a currency, sorted.
    package let money: [Money]

    /// A line of the parts given.
    package init(provider: ProviderID, state: DispatchState, count: Int, money: [Money]) {
      self.provider = provider
      self.state = state
      self.count = count
      self.money = money
    }
  }
  /// Charges of one provider that wait for one reason.
  package struct ChargeLine: Hashable, Sendable {
    /// The target.
    package let provider: ProviderID
    /// `held` or `skipped`.
    package let state: DispatchState
    /// The reason's word.
    package let reason: String
    /// How many charges.
    package let count: Int
    /// What they are worth where a price covers them, one entry a currency, sorted.
    package let money: [Money]

    /// A line of the parts given.
    package init(provider: ProviderID, state: DispatchState, reason: String, count: Int, money: [Money]) {
      self.provider = provider
      self.state = state
      self.reason = reason
      self.count = count
      self.money = money
    }
  }
  /// Sorted by provider and state.
  package let items: [ItemLine]
  /// Sorted by provider, state and reason.
  package let charges: [ChargeLine]
  /// Rows in quarantine that nobody resolved.
  package let quarantinedCount: Int
  /// Events posted.
  package let eventCount: Int
  /// The end of the last sealed window.
  package let sealedThrough: UTCHour?

  /// Sums of the parts given.
  package init(
    items: [ItemLine], charges: [ChargeLine], quarantinedCount: Int, eventCount: Int, sealedThrough: UTCHour?
  ) {
    self.items = items
    self.charges = charges
    self.quarantinedCount = quarantinedCount
    self.eventCount = eventCount
    self.sealedThrough = sealedThrough
  }
}

extension LedgerStanding {
  /// How many items are not final and how many charges wait.
  package var debtCount: Int {
    items.reduce(0) { $0 + ($1.state.isFinal ? 0 : $1.count) } + charges.reduce(0) { $0 + $1.count }
  }
}

/// Something that is owed and not done: an open item, or a charge that waits.
package struct Debt: Hashable, Sendable {
  /// The item's identifier, or `charge-N`.
  package let reference: String
  /// The target.
  package let provider: ProviderID
  /// The state.
  package let state: DispatchState
  /// Why, for people.
  package let reason: String
  /// What it is about: a bucket's series, or a charge's project, hardware tier and meter.
  package let subject: String
  /// The earlier revision of its bucket that must be settled before it may be sent.
  package let blockingItemID: String?
  /// When it last changed; `nil` for charges.
  package let changedAt: Instant?
  /// First hour of the usage: what the age counts from.
  package let usageHour: UTCHour
  /// What it is worth; `nil` while no price covers it.
  package let money: Money?
  /// The last instant the provider accepts it; `nil` for charges. A charge that waits has none of its own: which bucket
  /// it would go into is decided when it is sealed, by the route it has then. Many wait because they have no route; and
  /// where hours close soon, what is late goes into one that is still open.
  package let deadlineAt: Instant?
  /// Not tried again before.
  package let nextAttemptAt: Instant?
  /// Attempts so far.
  package let attemptCount: Int

  /// A debt of the parts given.
  package init(
    reference: String, provider: ProviderID, state: DispatchState, reason: String, subject: String,
    blockingItemID: String?, changedAt: Instant?, usageHour: UTCHour, money: Money?,
    deadlineAt: Instant?, nextAttemptAt: Instant?, attemptCount: Int
  ) {
    self.reference = reference
    self.provider = provider
    self.state = state
    self.reason = reason
    self.subject = subject
    self.blockingItemID = blockingItemID
    self.changedAt = changedAt
    self.usageHour = usageHour
    self.money = money
    self.deadlineAt = deadlineAt
    self.nextAttemptAt = nextAttemptAt
    self.attemptCount = attemptCount
  }
}
