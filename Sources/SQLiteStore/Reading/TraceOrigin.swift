import Billing
import Hashing

/// What a reference names.
enum TraceOrigin: Hashable {
  /// One event.
  case event(EventPlace)
  /// `cell-N`.
  case cell(Int64)
  /// `charge-N`.
  case charge(Int64)
  /// Items by row number: one by its identifier or the provider's record id, several by the provider's request id.
  case items([Int64])

  /// `nil` when nothing in the ledger has that reference.
  init?(_ reference: String, in connection: Connection) throws(StoreError) {
    if let origin = try Self.numbered(reference, in: connection) {
      self = origin
      return
    }
    let items = try connection.integers(
      """
      SELECT seq FROM item WHERE id = ?1 UNION SELECT item FROM receipt WHERE provider_record_id = ?1
      UNION SELECT item FROM receipt WHERE request_id = ?1 ORDER BY 1
      """, reference)
    if !items.isEmpty {
      self = .items(items)
      return
    }
    let key = EventKey(digestPrefix: Digest256(of: reference).bytes)
    guard let entry = try EventIndex(connection: connection).entry(of: key) else { return nil }
    self = .event(EventPlace(stored: entry.place))
  }

  private static func numbered(
    _ reference: String, in connection: Connection
  ) throws(StoreError) -> TraceOrigin? {
    let parts = reference.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int64(parts[1]) else { return nil }
    switch parts[0] {
    case "cell":
      return try connection.integer("SELECT id FROM cell WHERE id = ?", number).map(TraceOrigin.cell)
    case "charge":
      return try connection.integer("SELECT id FROM charge WHERE id = ?", number).map(TraceOrigin.charge)
    default: return nil
    }
  }
}
