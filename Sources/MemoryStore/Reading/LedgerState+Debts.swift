import Billing

extension LedgerState {
  /// Open items by deadline, then waiting charges by the age of their usage.
  func debts(countMax: Int) -> [Debt] {
    let items = mostUrgentFirst(openItems).first(countMax: countMax).map { debt(ofItem: $0) }
    guard !waitingCharges.isEmpty else { return items }
    let charges = waitingCharges.map { (usageHour(ofCharge: $0), $0) }.sorted { $0 < $1 }
    return items + charges.first(countMax: max(countMax - items.count, 0)).compactMap { debt(ofCharge: $0.1) }
  }

  private func debt(ofItem index: Int) -> Debt {
    let item = itemRows[index].item
    return Debt(
      reference: item.id, provider: item.bucket.provider, state: item.progress.state,
      reason: item.progress.reason, subject: item.bucket.series,
      blockingItemID: openPredecessor(of: index).map { itemRows[$0].item.id },
      changedAt: itemRows[index].history.map(\.at).max(), usageHour: item.bucket.start,
      money: item.money,
      deadlineAt: item.deadlineAt, nextAttemptAt: item.progress.nextAttemptAt,
      attemptCount: item.progress.attemptCount)
  }

  private func debt(ofCharge index: Int) -> Debt? {
    let charge = chargeRows[index].charge
    guard let (state, reason) = charge.state.waitingWord else { return nil }
    let key = cellRows[Int(charge.cellID) - 1].cell.key
    let subject = [key.projectID, key.hardwareTier, charge.meterID].filter { !$0.isEmpty }
    return Debt(
      reference: "charge-\(index + 1)", provider: charge.provider, state: state, reason: reason,
      subject: subject.joined(separator: " "), blockingItemID: nil, changedAt: nil, usageHour: key.hour,
      money: charge.money,
      deadlineAt: nil, nextAttemptAt: nil, attemptCount: 0)
  }

  private func usageHour(ofCharge index: Int) -> UTCHour {
    cellRows[Int(chargeRows[index].charge.cellID) - 1].cell.key.hour
  }
}
