import Billing

/// Sums of posted records by cell, by the terms they hold: no text is looked at. It says of records what metering said
/// of the events they were made of, which the store's tests hold it to.
struct RecordSums {
  private var indices: [CellTerms: Int] = [:]
  private(set) var entries: [CellEntry] = []
  /// The term of an empty list of targets, which stands in cells; records hold 0 when the event names none.
  private let noProviders: Int64

  /// Who only reads makes no term: without one there is no cell that names no target.
  init(in connection: Connection) throws(StoreError) {
    noProviders = try connection.terms.numberIfAny(of: "", in: connection) ?? 0
  }

  /// Adds the posted rows of a block.
  mutating func add(_ records: EventRecords) {
    let isPosted = records[.isPosted]
    let (timestamps, projects, tiers) = (records[.timestamp], records[.project], records[.tier])
    let (claims, currencies, providers) = (records[.claim], records[.currency], records[.providers])
    for row in 0..<records.count where isPosted[row] != 0 {
      let terms = CellTerms(
        hour: Instant(microseconds: timestamps[row]).hour.index, project: projects[row], tier: tiers[row],
        claim: claims[row], currency: currencies[row],
        providers: providers[row] == 0 ? noProviders : providers[row])
      let index = index(of: terms)
      entries[index].sums.add(records.amounts(row))
      entries[index].eventCount += 1
    }
  }

  private mutating func index(of terms: CellTerms) -> Int {
    if let index = indices[terms] { return index }
    indices[terms] = entries.count
    entries.append(CellEntry(terms: terms, sums: MeasureSums(), eventCount: 0))
    return entries.count - 1
  }

  /// Hands over the entries in the order of the cells' index, and starts over.
  mutating func takeSorted() -> [CellEntry] {
    let taken = entries.sorted()
    entries = []
    indices.removeAll(keepingCapacity: true)
    return taken
  }
}
