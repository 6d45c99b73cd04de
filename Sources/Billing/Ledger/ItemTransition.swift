/// One durable change of an item. The store applies it only while the item is still in `from` with as many attempts
/// as `from` says, and appends it to the item's history.
package struct ItemTransition: Hashable, Sendable {
  /// The item.
  package let itemID: String
  /// The progress it must still have.
  package let from: DispatchProgress
  /// The progress it takes.
  package let to: DispatchProgress
  /// How an attempt ended, when this ends one.
  package let attemptOutcome: AttemptOutcome?
  /// The proof, when this delivers the item.
  package let receipt: Receipt?
  /// When, by the provider's clock.
  package let at: Instant

  /// A change of the parts given.
  package init(
    itemID: String, from: DispatchProgress, to: DispatchProgress, attemptOutcome: AttemptOutcome?,
    receipt: Receipt?,
    at: Instant
  ) {
    self.itemID = itemID
    self.from = from
    self.to = to
    self.attemptOutcome = attemptOutcome
    self.receipt = receipt
    self.at = at
  }
}

/// How one attempt ended: the three outcomes there are, and the sentence for people.
package struct AttemptOutcome: Hashable, Sendable {
  /// The raw value is what the store holds.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The provider counted it, or had it already.
    case counted
    /// Provably no effect.
    case refusedBeforeEffect = "refused_before_effect"
    /// Nobody knows.
    case ambiguous
  }
  /// Which of the three.
  package let kind: Kind
  /// In plain words.
  package let detail: String

  /// An outcome with its sentence.
  package init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}
