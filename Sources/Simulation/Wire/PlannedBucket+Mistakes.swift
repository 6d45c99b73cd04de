import Billing

extension PlannedBucket {
  /// The bucket as an adapter with the mutant's mistake in its encoder would write it: frozen, durable and sent as it
  /// is, and found by nobody who compares bytes with bytes.
  func mistaken(by mutant: Mutant) -> PlannedBucket {
    switch mutant {
    case .valueOff: oneUnitMore
    case .hourOff: changed(key.moved(byHours: key.hours), valueUnits, valueText, allocations, address)
    case .foreignMeter where address[RouteAddress.Stripe.eventName] != nil:
      changed(
        key, valueUnits, valueText, allocations,
        address.merging([RouteAddress.Stripe.eventName: "another"]) { $1 })
    default: self
    }
  }

  private var oneUnitMore: PlannedBucket {
    let digits = valueText.split(separator: ".").dropFirst().first?.utf8.count ?? 0
    var allocations = allocations
    if let first = allocations.first {
      allocations[0] = Allocation(projectID: first.projectID, units: first.units + 1)
    }
    return changed(
      key, valueUnits + 1, GridText.format(valueUnits + 1, gridDigits: digits), allocations, address)
  }

  private func changed(
    _ key: BucketKey, _ units: Int128, _ text: String, _ allocations: [Allocation],
    _ address: [String: String]
  ) -> PlannedBucket {
    PlannedBucket(
      key: key, revision: revision, itemID: itemID, valueUnits: units, valueText: text,
      allocations: allocations, address: address)
  }
}

extension BucketKey {
  fileprivate func moved(byHours count: Int64) -> BucketKey {
    BucketKey(provider: provider, series: series, start: start.adding(hours: count), hours: hours)
  }
}
