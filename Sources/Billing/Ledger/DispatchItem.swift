/// The frozen bytes for one bucket and revision, and where they stand.
package struct DispatchItem: Hashable, Sendable {
  /// The deterministic identifier the provider sees: `ag1_...`.
  package let id: String
  /// Which bucket.
  package let bucket: BucketKey
  /// 0 for the bucket's first item, then rising.
  package let revision: Int
  /// Provider units this item newly accounts for; all items of a series that are not superseded add up to what the
  /// series' carry has emitted.
  package let units: Int128
  /// The value text inside the frozen bytes.
  package let valueText: String
  /// What the units are worth by our price book: money at risk while the item is open.
  package let money: Money
  /// The frozen bytes.
  package let payload: FrozenPayload
  /// The route's address.
  package let address: [String: String]
  /// The seal that made it.
  package let sealID: Int64
  /// The last instant, by the provider's clock, at which the provider accepts it.
  package let deadlineAt: Instant
  /// Where it stands and what was tried.
  package var progress: DispatchProgress

  /// An item of the parts given.
  package init(
    id: String, bucket: BucketKey, revision: Int, units: Int128, valueText: String, money: Money,
    payload: FrozenPayload, address: [String: String], sealID: Int64, deadlineAt: Instant,
    progress: DispatchProgress
  ) {
    self.id = id
    self.bucket = bucket
    self.revision = revision
    self.units = units
    self.valueText = valueText
    self.money = money
    self.payload = payload
    self.address = address
    self.sealID = sealID
    self.deadlineAt = deadlineAt
    self.progress = progress
  }
}

/// The part of an item that changes.
package struct DispatchProgress: Hashable, Sendable {
  /// The state.
  package var state: DispatchState
  /// Why it is there, for people; empty when the state says it all.
  package var reason: String
  /// Attempts that were made durable, whether or not a byte left.
  package var attemptCount: Int
  /// When, by the provider's clock, the first attempt was made whose effect is not known; `nil` while every attempt
  /// was provably refused before any effect.
  package var ambiguousSince: Instant?
  /// Rises after an answer that the provider would only replay: part of the request's idempotency key, never of the
  /// item's identifier.
  package var generation: Int
  /// Not before this instant.
  package var nextAttemptAt: Instant?

  /// Progress of the parts given; the default is a fresh item.
  package init(
    state: DispatchState = .planned, reason: String = "", attemptCount: Int = 0,
    ambiguousSince: Instant? = nil,
    generation: Int = 0, nextAttemptAt: Instant? = nil
  ) {
    self.state = state
    self.reason = reason
    self.attemptCount = attemptCount
    self.ambiguousSince = ambiguousSince
    self.generation = generation
    self.nextAttemptAt = nextAttemptAt
  }
}
