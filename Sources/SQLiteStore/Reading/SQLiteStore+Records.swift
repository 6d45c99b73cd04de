package import Billing

extension SQLiteStore {
  package func recordedCells(
    in window: BillingWindow, _ parallelism: Parallelism
  ) throws(StoreError) -> NamedCells {
    try read { connection throws(StoreError) in
      let shares = try RecordShares(parallelism, in: connection)
      try shares.add(blocks: try connection.blockIDs(of: window), in: window)
      var names = TermNames(connection: connection)
      return try names.named(shares.takeTable())
    }
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
