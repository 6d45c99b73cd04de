package import Billing

extension SQLiteStore {
  package func recordedCells(
    in window: BillingWindow, _ parallelism: Parallelism
  ) throws(StoreError) -> NamedCells {
    let (blockIDs, none) = try read { connection throws(StoreError) in
      let blockIDs = try connection.blockIDs(of: window)
      return (blockIDs, try RecordSums(in: connection))
    }
    let shares = (0..<parallelism.width).map { _ in RecordShare(none) }
    // Some blocks at a time: one thread reads them, all of them unpack and sum.
    for start in stride(from: 0, to: blockIDs.count, by: Self.blocksPerShare * shares.count) {
      let part = blockIDs[start..<min(blockIDs.count, start + Self.blocksPerShare * shares.count)]
      let blocks = try read { connection throws(StoreError) in try connection.packedRecords(part) }
      parallelism.perform(shares.count) { index in
        for block in blocks.indices where block % shares.count == index {
          shares[index].add(blocks[block], in: window)
        }
      }
    }
    return try read { connection throws(StoreError) in
      var sums = none
      for share in shares {
        guard !share.isDamaged else {
          throw connection.damaged("the records of a block of \(window.text) cannot be read")
        }
        if sums.table.count == 0 { sums = share.takeSums() } else { sums.add(share.takeSums()) }
      }
      var names = TermNames(connection: connection)
      return try names.named(sums.table)
    }
  }

  private static let blocksPerShare = 16
}

extension Connection {
  fileprivate func packedRecords(_ blockIDs: ArraySlice<Int64>) throws(StoreError) -> [[UInt8]] {
    var blocks: [[UInt8]] = []
    for id in blockIDs {
      let rows = try rows("SELECT records FROM block WHERE id = ?", id)
      guard try rows.next() else { throw damaged("block \(id) is missing") }
      blocks.append(rows.blob(0))
    }
    return blocks
  }
}

/// Sums some of the blocks. It is only ever touched by one thread at a time.
private final class RecordShare: @unchecked Sendable {
  private(set) var sums: RecordSums
  private(set) var isDamaged = false

  init(_ sums: RecordSums) { self.sums = sums }

  func takeSums() -> RecordSums {
    defer { sums.removeAll() }
    return sums
  }

  func add(_ packed: [UInt8], in window: BillingWindow) {
    guard let records = EventRecords(packed: packed) else {
      isDamaged = true
      return
    }
    sums.add(records, in: window)
  }
}

/// The names of terms that cells hold, each found once.
private struct TermNames {
  let connection: Connection
  private var names = CellNames()
  private var texts: [UInt32: UInt32] = [:]
  private var currencies: [UInt32: UInt32] = [:]
  private var providerLists: [UInt32: UInt32] = [:]

  init(connection: Connection) { self.connection = connection }

  /// The cells of a table whose keys are terms. A term of 0 is the empty list of targets before anybody named it.
  mutating func named(_ table: consuming CellTable) throws(StoreError) -> NamedCells {
    for key in table.keys { try find(key) }
    let (texts, currencies, providerLists) = (texts, currencies, providerLists)
    let named = table.renamed { key in
      CellNumbers(
        hour: key.hour, project: texts[key.project] ?? 0, tier: texts[key.tier] ?? 0,
        claim: texts[key.claim] ?? 0, currency: currencies[key.currency] ?? 0,
        providers: providerLists[key.providers] ?? 0)
    }
    return NamedCells(table: named, names: names)
  }

  private mutating func find(_ key: CellNumbers) throws(StoreError) {
    for term in [key.project, key.tier, key.claim] where texts[term] == nil {
      texts[term] = names.number(of: try connection.text(Int64(term)))
    }
    if currencies[key.currency] == nil {
      currencies[key.currency] = names.number(of: try connection.currency(Int64(key.currency)))
    }
    if providerLists[key.providers] == nil {
      let list: [ProviderID] = key.providers == 0 ? [] : try connection.providers(Int64(key.providers))
      providerLists[key.providers] = names.number(of: list)
    }
  }
}
