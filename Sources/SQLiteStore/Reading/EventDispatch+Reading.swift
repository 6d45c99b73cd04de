import Billing

extension Connection {
  /// What became of a cell's usage, one entry a (provider, meter).
  func dispatches(of cellID: Int64) throws(StoreError) -> [EventDispatch] {
    let rows = try rows(
      "SELECT provider, meter, state, reason, item FROM charge WHERE cell = ? AND state <> 'replaced' ORDER BY id",
      cellID)
    var dispatches: [EventDispatch] = []
    while try rows.next() {
      let (provider, meterID) = (try provider(rows.integer(0)), try text(rows.integer(1)))
      if let item = rows.integerIfAny(4) {
        dispatches.append(try dispatch(of: item, provider: provider, meterID: meterID))
        continue
      }
      let state = try rows.word(2, DispatchState.self)
      let message = rows.textIfAny(3) ?? "carried until it makes a whole unit"
      dispatches.append(
        EventDispatch(
          provider: provider, meterID: meterID, state: state, message: message, itemID: nil, dispatchedAt: nil
        ))
    }
    return dispatches
  }

  /// The item that holds the usage now: the last of those that replaced each other.
  private func dispatch(
    of item: Int64, provider: ProviderID, meterID: String
  ) throws(StoreError) -> EventDispatch {
    let newest = try successors(of: item).last ?? item
    let rows = try rows(
      """
      SELECT id, state, reason, (SELECT max(started_at) FROM attempt WHERE item = seq),
        (SELECT kind FROM receipt WHERE item = seq)
      FROM item WHERE seq = ?
      """, newest)
    guard try rows.next() else { throw damaged("item \(newest) is missing") }
    let state = try rows.word(1, DispatchState.self)
    let reason = rows.text(2)
    let message = reason.isEmpty ? rows.textIfAny(4).map { "\(state) (\($0))" } ?? state.rawValue : reason
    return EventDispatch(
      provider: provider, meterID: meterID, state: state, message: message, itemID: rows.text(0),
      dispatchedAt: rows.instantIfAny(3))
  }

  /// The item and those that replaced it, oldest first.
  func successors(of item: Int64) throws(StoreError) -> [Int64] {
    try integers(
      """
      WITH RECURSIVE chain (seq) AS (
        VALUES (?) UNION SELECT i.superseded_by FROM item i JOIN chain c ON i.seq = c.seq
        WHERE i.superseded_by IS NOT NULL)
      SELECT seq FROM chain ORDER BY seq
      """, item)
  }

  /// The item and those that it replaced, oldest first.
  func predecessors(of item: Int64) throws(StoreError) -> [Int64] {
    try integers(
      """
      WITH RECURSIVE chain (seq) AS (
        VALUES (?) UNION SELECT i.seq FROM item i JOIN chain c ON i.superseded_by = c.seq)
      SELECT seq FROM chain ORDER BY seq
      """, item)
  }
}
