package import Billing

extension SQLiteStore {
  package func audit(events: Bool) throws(StoreError) -> LedgerAudit {
    try read { connection throws(StoreError) in
      LedgerAudit(
        equations: try (events ? EventAudit(connection: connection).equations() : [])
          + MoneyAudit(connection: connection).equations()
          + VerdictAudit(connection: connection).equations(events: events)
          + DispatchAudit(connection: connection).equations())
    }
  }
}

extension LedgerAudit.Equation {
  init(_ name: String, _ left: some BinaryInteger, _ right: some BinaryInteger) {
    self.init(name: name, left: "\(left)", right: "\(right)")
  }
}

extension Connection {
  /// A count or sum; 0 where SQL answers NULL.
  func total(_ sql: String) throws(StoreError) -> Int64 { try integer(sql) ?? 0 }
}
