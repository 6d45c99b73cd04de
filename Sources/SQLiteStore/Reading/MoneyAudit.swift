import Billing

/// Units and steps, provider by provider: what was sealed is what the carries say, and nothing is lost between.
struct MoneyAudit {
  let connection: Connection

  func equations() throws(StoreError) -> [LedgerAudit.Equation] {
    let units = try sums("SELECT provider, units FROM item WHERE state <> 'superseded'")
    let emitted = try sums("SELECT provider, emitted_units FROM carry")
    let billed = try sums("SELECT provider, billed_steps FROM charge WHERE state = 'planned'")
    let cumulative = try sums("SELECT provider, cumulative_steps FROM carry")
    var equations: [LedgerAudit.Equation] = []
    for provider in Set(units.keys).union(emitted.keys).union(billed.keys).sorted() {
      equations.append(
        .init(
          "units of items = units emitted by carries, \(provider)", units[provider] ?? 0,
          emitted[provider] ?? 0))
      equations.append(
        .init(
          "steps of planned charges = steps of carries, \(provider)", billed[provider] ?? 0,
          cumulative[provider] ?? 0))
    }
    return equations + [try carries()]
  }

  private func sums(_ sql: String) throws(StoreError) -> [ProviderID: Int128] {
    let rows = try connection.rows(sql)
    // By the provider's number while there are rows: its name would be hashed once a row of the whole ledger.
    var sums: [Int64: Int128] = [:]
    while try rows.next() { sums[rows.integer(0), default: 0] += try rows.steps(1) }
    var named: [ProviderID: Int128] = [:]
    for (provider, sum) in sums { named[try connection.provider(provider), default: 0] += sum }
    return named
  }

  private func carries() throws(StoreError) -> LedgerAudit.Equation {
    let rows = try connection.rows("SELECT cumulative_steps, emitted_units, steps_per_unit FROM carry")
    var (count, rightCount) = (0, 0)
    while try rows.next() {
      count += 1
      let (cumulative, emitted, unit) = (try rows.steps(0), try rows.steps(1), try rows.steps(2))
      if unit > 0, Rounding.down.quotient(cumulative, by: unit) == emitted { rightCount += 1 }
    }
    return .init("carries that emitted the whole units of their sum = carries", rightCount, count)
  }
}
