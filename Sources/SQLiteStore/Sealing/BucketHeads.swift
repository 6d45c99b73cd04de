import Billing

/// Reads the newest item of each bucket and the bucket's running total.
struct BucketHeads {
  let connection: Connection

  private struct Revision {
    let id: String
    let number: Int
    let state: DispatchState
    let wasAttempted: Bool
    let units: Int128
    let money: Money
    var allocations: [(project: String, units: Int128)] = []
  }

  /// Of buckets of a day from the UTC day of `start` on, of an hour from `start` on: no usage of that hour or a later
  /// one goes into any other.
  func heads(from start: UTCHour, until end: UTCHour) throws(StoreError) -> [BucketKey: BucketHead] {
    let rows = try connection.rows(
      """
      SELECT i.provider, i.series, i.bucket_start, i.bucket_hours, i.seq, i.id, i.revision, i.state,
        i.attempt_count, i.units, i.money_steps, i.currency, a.project, a.units
      FROM item i LEFT JOIN item_allocation a ON a.item = i.seq
      WHERE i.bucket_start >= ? AND i.bucket_start < ? AND (i.bucket_hours = 24 OR i.bucket_start >= ?)
      ORDER BY i.bucket_start, i.provider, i.series, i.bucket_hours, i.revision, a.project
      """, start.dayStart, end, start)
    var heads: [BucketKey: BucketHead] = [:]
    var current: (key: BucketKey, revisions: [Revision])?
    while try rows.next() {
      let key = BucketKey(
        provider: try connection.provider(rows.integer(0)), series: try connection.text(rows.integer(1)),
        start: rows.hour(2), hours: rows.integer(3))
      var revisions = current.flatMap { $0.key == key ? $0.revisions : nil } ?? []
      if revisions.last?.number != rows.count(6) { revisions.append(try revision(rows)) }
      if let project = rows.integerIfAny(12) {
        let allocation = (project: try connection.text(project), units: try rows.steps(13))
        revisions[revisions.count - 1].allocations.append(allocation)
      }
      if let current, current.key != key { heads[current.key] = head(of: current.revisions) }
      current = (key, revisions)
    }
    if let current { heads[current.key] = head(of: current.revisions) }
    return heads
  }

  private func revision(_ rows: PreparedStatement) throws(StoreError) -> Revision {
    Revision(
      id: rows.text(5), number: rows.count(6), state: try rows.word(7, DispatchState.self),
      wasAttempted: rows.integer(8) > 0, units: try rows.steps(9),
      money: Money(steps: try rows.steps(10), currency: try connection.currency(rows.integer(11))))
  }

  private func head(of revisions: [Revision]) -> BucketHead {
    let newest = revisions[revisions.count - 1]
    let counted = revisions.filter { $0.state != .superseded }
    return BucketHead(
      itemID: newest.id, revision: newest.number, state: newest.state, wasAttempted: newest.wasAttempted,
      units: newest.units, newAllocations: Self.allocations(newest.allocations), money: newest.money,
      totalUnits: counted.reduce(0) { $0 + $1.units },
      allocations: Self.allocations(counted.flatMap(\.allocations)))
  }

  private static func allocations(_ parts: [(project: String, units: Int128)]) -> [Allocation] {
    Dictionary(parts.map { ($0.project, $0.units) }, uniquingKeysWith: +)
      .map { Allocation(projectID: $0.key, units: $0.value) }
      .sorted { $0.projectID < $1.projectID }
  }
}
