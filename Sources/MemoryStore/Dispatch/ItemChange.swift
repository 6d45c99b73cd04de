import Billing

/// What a transition is part of.
enum ItemChangeKind {
  /// It begins an attempt.
  case claim
  /// It ends an attempt.
  case settle
  /// It does neither.
  case apply
}

/// The law of one transition.
struct ItemChange {
  let kind: ItemChangeKind
  let transition: ItemTransition

  /// What the transition itself must be, whatever the item.
  func checkForm() throws(StoreError) {
    let (from, to) = (transition.from, transition.to)
    switch kind {
    case .claim:
      try Rules.require(
        to.state == .inFlight && to.attemptCount == from.attemptCount + 1
          && transition.attemptOutcome == nil && transition.receipt == nil,
        "\(transition.itemID): a claim begins one attempt, and ends none")
    case .settle:
      try Rules.require(
        transition.attemptOutcome != nil, "\(transition.itemID): an attempt ends with an outcome")
    case .apply:
      try Rules.require(
        transition.attemptOutcome == nil && to.state != .inFlight && to.attemptCount == from.attemptCount,
        "\(transition.itemID): only a claim begins an attempt, only settling ends one")
    }
  }

  /// The item must still be as the caller read it; what people read of it may differ.
  func checkIsCurrent(_ progress: DispatchProgress) throws(StoreError) {
    guard progress != transition.from else { return }
    var (found, expected) = (progress, transition.from)
    (found.reason, expected.reason) = ("", "")
    guard found != expected else { return }
    throw .changedMeanwhile(
      detail: """
        \(transition.itemID) is \(found.state) after \(found.attemptCount) attempts, \
        not \(expected.state) after \(expected.attemptCount)
        """)
  }

  /// Whether an item may move so.
  func checkMove(from old: DispatchProgress, hasReceipt: Bool) throws(StoreError) {
    let to = transition.to
    if let receipt = transition.receipt {
      try Rules.require(!hasReceipt, "an item has one receipt")
      try Rules.require(Rules.isDigest(receipt.bodyDigest), "a receipt's digest is none")
      try Rules.require(
        to.state == .delivered, "\(transition.itemID): a receipt makes an item delivered, not \(to.state)")
    }
    try Rules.require(!old.state.isFinal, "an item in a final state never changes")
    try Rules.require(to.state != .inFlight || old.state.isSendable, "an item in this state cannot be sent")
    try Rules.require(
      old.state != .unknown || to.state == .inFlight || !to.state.isSendable
        || to.generation > old.generation,
      "an unknown item is sent again only in a new generation")
    try Rules.require(
      to.generation >= old.generation && to.attemptCount == old.attemptCount + (kind == .claim ? 1 : 0),
      "attempts and generations only rise, attempts one by one")
    try Rules.require(
      to.state != .delivered || hasReceipt || transition.receipt != nil,
      "an item is delivered only with a receipt")
    try Self.checkAttempts(of: to)
  }

  /// A lost part of the ledger's history may have sent an item of an hour before the restore: it goes through doubt
  /// first, which ends in a new generation.
  func checkDoubt(
    before restoredBefore: UTCHour?, bucketStart: UTCHour, from old: DispatchProgress
  ) throws(StoreError) {
    guard kind == .claim, let restoredBefore, bucketStart < restoredBefore else { return }
    try Rules.require(
      old.ambiguousSince != nil || old.generation > 0,
      "an item of an hour before a restore is sent only after its doubt has ended")
  }

  /// What a state says of the attempts that were made.
  static func checkAttempts(of progress: DispatchProgress) throws(StoreError) {
    switch progress.state {
    case .superseded: throw .ruleBroken(detail: "only a seal replaces items")
    case .expired:
      try Rules.require(progress.attemptCount == 0, "expired means that no attempt was ever made")
    case .inFlight: try Rules.require(progress.attemptCount > 0, "\(progress.state) needs an attempt")
    case .delivered, .unknown:
      // After the ledger was restored an item may have been sent by attempts that nobody knows of any more.
      try Rules.require(
        progress.attemptCount > 0 || progress.ambiguousSince != nil, "\(progress.state) needs an attempt")
    case .planned, .held, .skipped, .deferred, .rejected, .parked: break
    }
  }
}
