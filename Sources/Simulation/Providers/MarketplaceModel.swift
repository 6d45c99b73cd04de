import Billing

/// AWS Marketplace metering as documented, judged by true time: the first record of a bucket counts for ever, the same
/// one again is a success, another is DuplicateRecord; hours are accepted for a while and never beyond 06:00 UTC on
/// the first.
final class MarketplaceModel {
  enum Refusal: Hashable {
    /// TimestampOutOfBoundsException: some record's hour is not over, or no longer accepted.
    case outOfWindow
    /// A record names a dimension or licence that AWS does not know.
    case recordRefused
  }

  enum Verdict: Hashable {
    case accepted
    /// DuplicateRecord: the bucket holds another quantity.
    case holdsAnother
    /// Listed under UnprocessedRecords.
    case unprocessed
    /// CustomerNotSubscribed.
    case notSubscribed
  }

  private let acceptanceHours: Int64
  /// Whether the whole last day of a month is taken until 06:00 UTC on the first.
  private let grantsMonthEndGrace: Bool
  private var heldRecord: [Int: Int] = [:]
  var outage = Outage()

  init(_ scenario: Scenario) {
    acceptanceHours = scenario.acceptanceHours
    grantsMonthEndGrace = scenario.wire?.grantsMonthEndGrace ?? false
  }

  /// The first instant at which an hour is refused.
  func end(of hour: UTCHour) -> Instant {
    let cut = hour.monthEnd.adding(hours: 6).start
    let windowEnd = min(hour.adding(hours: acceptanceHours).start, cut)
    return grantsMonthEndGrace && windowEnd >= hour.monthEnd.start ? cut : windowEnd
  }

  /// One batch arrives; the records `skipped` get that verdict and are not taken. A single bad record refuses the
  /// batch as a whole, and nothing of it counts.
  func receive(
    _ records: [Int], skipped: Set<Int>, as verdict: Verdict, _ world: World
  ) -> Result<[Verdict], RefusalError> {
    for record in records {
      let bucket = world.books.buckets[world.books.records[record].bucket]
      if world.isPoisoned(series: bucket.series) { return .failure(RefusalError(refusal: .recordRefused)) }
      let hour = bucket.key.start
      guard hour.adding(hours: 1).start <= world.now, world.now < end(of: hour) else {
        return .failure(RefusalError(refusal: .outOfWindow))
      }
    }
    return .success(records.map { skipped.contains($0) ? verdict : take($0, world) })
  }

  /// The batch arrives once more, later, when nobody waits for an answer.
  func receiveLater(_ records: [Int], _ world: World) {
    world.haunt {
      let counts = records.map { world.books.records[$0].executionCount }
      _ = self.receive(records, skipped: [], as: .unprocessed, world)
      let isCounted = records.map { world.books.records[$0].executionCount } != counts
      world.marks.hit(isCounted ? .ghostCounted : .ghostSwallowed)
      world.note("aws", "late batch of \(records.count): counted \(isCounted)")
    }
  }

  struct RefusalError: Error { let refusal: Refusal }

  private func take(_ record: Int, _ world: World) -> Verdict {
    let bucket = world.books.records[record].bucket
    if let held = heldRecord[bucket] {
      return world.books.records[held].value == world.books.records[record].value ? .accepted : .holdsAnother
    }
    heldRecord[bucket] = record
    world.books.count(record)
    world.checkBucket(bucket)
    return .accepted
  }
}
