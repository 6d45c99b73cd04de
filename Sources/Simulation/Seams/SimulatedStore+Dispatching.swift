import Billing
import MemoryStore

extension SimulatedStore {
  func claim(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) -> ClaimedBatch {
    try write(.claim) { store throws(StoreError) in
      switch world.mutant {
      case .noInFlight: return try hide(transitions, store)
      case .deliveredIsDue where try isAnyDelivered(transitions, store): return try hide(transitions, store)
      case .trustUnknownCommit where losesCommit:
        let batch = try hide(transitions, store)
        hiddenClaims = [:]
        return batch
      case .markBeforeSend: return try markDelivered(transitions, store, runID: runID)
      default:
        let batch = try store.claim(transitions, runID: runID)
        world.mirror.claim(transitions, process)
        noteMoves(transitions)
        return batch
      }
    }
  }

  func settle(
    _ batch: consuming ClaimedBatch, with transitions: [ItemTransition], runID: Int64
  ) throws(StoreError) {
    let transitions = transitions.map { $0.mistaken(world.mutant) }
    if world.mutant == .markBeforeSend {
      try write(.settle) { _ throws(StoreError) in }
      return
    }
    var batch: ClaimedBatch? = consume batch
    try write(.settle) { store throws(StoreError) in
      guard let taken = batch.take() else { return }
      let claims = transitions.compactMap { hiddenClaims.removeValue(forKey: $0.itemID) }
      if claims.isEmpty {
        try store.settle(taken, with: transitions, runID: runID)
      } else {
        let late = try store.claim(claims, runID: runID)
        world.mirror.claim(claims, process)
        try store.settle(late, with: transitions, runID: runID)
      }
      world.mirror.settle(transitions, process)
      noteMoves(transitions)
    }
  }

  func apply(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) {
    var changes = transitions
    if world.mutant == .expireInFlight { changes = transitions.map(\.withExpiryForDoubt) }
    if world.mutant == .recoveryKeepsDoubt, process.isRecovery {
      changes = transitions.filter { $0.from.state != .unknown }
    }
    try write(.apply) { store throws(StoreError) in
      if world.mutant == .lostChange { return world.mirror.apply(changes, process) }
      // The store would refuse the mistake by itself; the mirror must see it without that help.
      if world.mutant == .expireInFlight, changes != transitions {
        return world.mirror.apply(changes, process)
      }
      try store.apply(changes, runID: runID)
      world.mirror.apply(changes, process)
      noteMoves(changes)
    }
  }

  private func noteMoves(_ transitions: [ItemTransition]) {
    guard world.history != nil else { return }
    for transition in transitions {
      let kind = transition.attemptOutcome.map { " (\($0.kind.rawValue))" } ?? ""
      world.note(
        process.name,
        "\(transition.itemID.suffix(6)) \(transition.from.state) -> \(transition.to.state)\(kind) "
          + transition.to.reason)
    }
  }
}

// MARK: - Mistakes made on purpose

extension SimulatedStore {
  /// `noInFlight`: the process believes that it claimed.
  private func hide(_ transitions: [ItemTransition], _ store: MemoryStore) throws(StoreError) -> ClaimedBatch
  {
    var items: [DispatchItem] = []
    for transition in transitions {
      guard var item = try store.item(transition.itemID) else { continue }
      item.progress = transition.to
      items.append(item)
      hiddenClaims[transition.itemID] = transition
    }
    return ClaimedBatch(items: items, attemptIDs: items.map { _ in 0 })
  }

  /// `deliveredIsDue`: the store would refuse the claim by itself.
  private func isAnyDelivered(
    _ transitions: [ItemTransition], _ store: MemoryStore
  ) throws(StoreError) -> Bool {
    for transition in transitions where try store.item(transition.itemID)?.progress.state == .delivered {
      return true
    }
    return false
  }

  /// `markBeforeSend`: delivered as soon as it is claimed.
  private func markDelivered(
    _ transitions: [ItemTransition], _ store: MemoryStore, runID: Int64
  ) throws(StoreError) -> ClaimedBatch {
    let batch = try store.claim(transitions, runID: runID)
    world.mirror.claim(transitions, process)
    let items = batch.items
    let receipt = Receipt(
      kind: .new, providerRecordID: nil, requestID: nil, providerDate: nil, status: 200,
      bodyDigest: FrozenBytes.digest(of: 0), bodyExcerpt: "")
    let delivered = transitions.map { claim in
      var progress = claim.to
      progress.state = .delivered
      return ItemTransition(
        itemID: claim.itemID, from: claim.to, to: progress, attemptOutcome: AttemptOutcome(.counted, ""),
        receipt: receipt, at: claim.at)
    }
    try store.settle(batch, with: delivered, runID: runID)
    world.mirror.settle(delivered, process)
    return ClaimedBatch(items: items, attemptIDs: items.map { _ in 0 })
  }
}

extension ItemTransition {
  /// A refusal of this attempt is taken for one of every attempt: of its kind alone, or where it parks the item.
  fileprivate func mistaken(_ mutant: Mutant?) -> ItemTransition {
    switch mutant {
    case .refusalClearsDoubt where attemptOutcome?.kind == .refusedBeforeEffect: withoutDoubt
    case .parkingClearsDoubt where to.state == .parked: withoutDoubt
    default: self
    }
  }

  private var withoutDoubt: ItemTransition {
    var progress = to
    progress.ambiguousSince = nil
    let outcome = AttemptOutcome(.refusedBeforeEffect, attemptOutcome?.detail ?? "")
    return ItemTransition(
      itemID: itemID, from: from, to: progress, attemptOutcome: outcome, receipt: receipt, at: at)
  }

  /// `expireInFlight`: what time makes unknown is called expired.
  fileprivate var withExpiryForDoubt: ItemTransition {
    guard to.state == .unknown, from.state == .inFlight else { return self }
    var progress = to
    progress.state = .expired
    return ItemTransition(
      itemID: itemID, from: from, to: progress, attemptOutcome: nil, receipt: nil, at: at)
  }
}
