package import Billing

/// Sums events into cells. A pure function of the events: neither their order nor how they are split into batches
/// changes any sum.
package enum CellMetering {
  /// One cell for every key among `events`, in the order in which the keys first appear.
  package static func cells(of events: some Sequence<UsageEvent>) -> [Cell] {
    var cells: [Cell] = []
    var indexOfKey: [CellKey: Int] = [:]
    for event in events {
      let key = self.key(of: event)
      if let index = indexOfKey[key] {
        cells[index].sums.add(event.amounts)
        cells[index].eventCount += 1
      } else {
        var sums = MeasureSums()
        sums.add(event.amounts)
        indexOfKey[key] = cells.count
        cells.append(Cell(key: key, sums: sums, eventCount: 1))
      }
    }
    return cells
  }

  /// The cell an event belongs to. Providers are left empty when the event names none, for the catalog to fill in.
  package static func key(of event: UsageEvent) -> CellKey {
    CellKey(
      hour: event.timestamp.hour, projectID: event.projectID, hardwareTier: event.hardwareTier,
      claim: event.claim,
      currency: event.currency, providers: event.providers ?? [])
  }
}
