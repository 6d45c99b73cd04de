import Billing

/// From which hours on usage is carried apart: from the first, and from each hour before which the ledger was restored.
///
/// What was emitted for usage before a restore is in doubt. Were its rest to complete a unit together with usage of an
/// hour after the restore, that unit, which no doubt holds back, might be one that the lost part had sent already.
struct CarryStarts {
  /// Earliest first, never empty.
  let hours: [UTCHour]

  init(_ snapshot: LedgerSnapshot) {
    var hours: Set<UTCHour> = [UTCHour(index: 0)]
    for key in snapshot.carries.keys { hours.insert(key.since) }
    if let restoredBefore = snapshot.restoredBefore { hours.insert(restoredBefore) }
    self.hours = hours.sorted()
  }

  /// Which of `hours` usage of `hour` is carried since.
  func index(of hour: UTCHour) -> Int { hours.lastIndex { $0 <= hour } ?? 0 }
}
