package import Billing

extension SQLiteStore {
  package func claim(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) -> ClaimedBatch {
    let (items, attemptIDs) = try write { connection throws(StoreError) in
      let changing = ItemChanging(connection: connection, runID: runID, epoch: epoch ?? 0)
      var attemptIDs: [Int64] = []
      var items: [DispatchItem] = []
      for transition in transitions {
        let (item, attemptID) = try changing.claim(transition)
        attemptIDs.append(attemptID)
        items.append(item)
      }
      return (items, attemptIDs)
    }
    return ClaimedBatch(items: items, attemptIDs: attemptIDs)
  }

  package func settle(
    _ batch: consuming ClaimedBatch, with transitions: [ItemTransition], runID: Int64
  ) throws(StoreError) {
    let attemptOfItem = Dictionary(zip(batch.items.map(\.id), batch.attemptIDs)) { first, _ in first }
    guard transitions.count == batch.items.count, Set(transitions.map(\.itemID)) == Set(attemptOfItem.keys)
    else {
      throw .ruleBroken(detail: "a claim is settled whole: one transition an item")
    }
    try write { connection throws(StoreError) in
      let changing = ItemChanging(connection: connection, runID: runID, epoch: epoch ?? 0)
      for transition in transitions {
        guard let attemptID = attemptOfItem[transition.itemID] else { continue }
        try changing.settle(transition, attemptID: attemptID)
      }
    }
  }

  package func apply(_ transitions: [ItemTransition], runID: Int64) throws(StoreError) {
    try write { connection throws(StoreError) in
      let changing = ItemChanging(connection: connection, runID: runID, epoch: epoch ?? 0)
      for transition in transitions { try changing.apply(transition) }
    }
  }
}
