import Billing

extension LedgerState {
  /// What became of a cell's usage, one entry a (provider, meter).
  func dispatches(ofCell index: Int) -> [EventDispatch] {
    cellRows[index].charges.compactMap { chargeIndex in
      let (charge, item) = (chargeRows[chargeIndex].charge, chargeRows[chargeIndex].itemIndex)
      if let item { return dispatch(of: item, charge) }
      guard charge.state != .replaced else { return nil }
      let (state, message) =
        charge.state.waitingWord ?? (.planned, "carried until it makes a whole unit")
      return EventDispatch(
        provider: charge.provider, meterID: charge.meterID, state: state, message: message, itemID: nil,
        dispatchedAt: nil)
    }
  }

  /// The item that holds the usage now: the last of those that replaced each other.
  private func dispatch(of item: Int, _ charge: Charge) -> EventDispatch {
    let row = itemRows[successors(of: item).last ?? item]
    let progress = row.item.progress
    let state = progress.state
    let plain = row.receipt.map { "\(state) (\($0.receipt.kind.rawValue))" } ?? state.rawValue
    return EventDispatch(
      provider: charge.provider, meterID: charge.meterID, state: state,
      message: progress.reason.isEmpty ? plain : progress.reason, itemID: row.item.id,
      dispatchedAt: row.attempts.map { attemptRows[$0].startedAt }.max())
  }
}
