package import Billing

extension SQLiteStore {
  package func trace(_ reference: String) throws(StoreError) -> Trace? {
    try read { connection throws(StoreError) in
      guard let origin = try TraceOrigin(reference, in: connection) else { return nil }
      return try Tracing(connection: connection, reading: try EventReading(connection)).trace(from: origin)
    }
  }
}
