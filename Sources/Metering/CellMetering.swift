package import Billing

/// Sums events into cells. A pure function of the events: neither their order nor how they are split into batches
/// changes any sum.
package enum CellMetering {
  /// One cell for every key among the posted rows, in the order in which the keys first appear.
  package static func cells(of blocks: [PostedBlock]) -> [Cell] {
    var sums = CellSums()
    for posted in blocks { sums.add(posted) }
    return sums.cells
  }

  /// The same for events one by one.
  package static func cells(of events: some Sequence<UsageEvent>) -> [Cell] {
    let rows = events.map {
      EventRow(
        event: $0, key: EventKey(high: 0, low: 0), contentDigest: EventKey(high: 0, low: 0), line: 1,
        byteOffset: 0)
    }
    let block = EventBlock(rows: rows, rawFrame: [], rawByteCount: 0)
    return cells(of: [PostedBlock(block, isPosted: rows.map { _ in true })])
  }

  /// The cell an event belongs to. Providers are left empty when the event names none, for the catalog to fill in.
  package static func key(of event: UsageEvent) -> CellKey {
    CellKey(
      hour: event.timestamp.hour, projectID: event.projectID, hardwareTier: event.hardwareTier,
      claim: event.claim,
      currency: event.currency, providers: event.providers ?? [])
  }
}
