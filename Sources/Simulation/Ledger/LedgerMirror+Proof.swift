import Billing
import Jobs

extension LedgerMirror {
  /// How long nothing of a bucket may have left before its total proves anything.
  static let quietMicroseconds: Int64 = 2 * 3_600_000_000

  /// A doubt ends by proof, on a bucket in which nothing else is in doubt and nothing has left for long. The bucket's
  /// total then explains it to the last digit, after a restore too: what is delivered counts, and nothing else does.
  func checkProof(_ item: Item, _ world: World) {
    switch item.progress.state {
    case .delivered: world.marks.hit(.provenCounted)
    case .planned: world.marks.hit(item.isDoubtful ? .resendable : .provenNotCounted)
    default: return
    }
    guard !item.isDoubtful else { return }
    if items.contains(where: { $0.bucket == item.bucket && $0.id != item.id && $0.isDoubtful }) {
      world.report(.i16, "\(item.id) is resolved while another of its bucket is in doubt")
    }
    let bucket = books.buckets[item.bucket]
    if bucket.countedUnits != bucket.deliveredUnits {
      world.report(
        .i16,
        "\(item.id) is resolved as \(item.progress.state): \(bucket.deliveredUnits) are delivered, "
          + "\(bucket.countedUnits) count")
    }
    // After a restore the same usage may have been sent as another item of the bucket.
    let isCounted = books.records[item.record].executionCount > 0
    if !isIncomplete, isCounted != (item.progress.state == .delivered) {
      world.report(.i16, "\(item.id) is resolved as \(item.progress.state), and counted is \(isCounted)")
    }
    let quietMicroseconds = world.microseconds - lastDepartures[item.bucket, default: 0]
    if quietMicroseconds < Self.quietMicroseconds {
      world.report(.i16, "\(item.id) is resolved \(quietMicroseconds / 1_000_000) s after the last sending")
    }
    books.buckets[item.bucket].forgottenUnits = 0
  }

  /// An item left for its provider.
  func noteDeparture(_ id: String, at microseconds: Int64) {
    if let index = indexOfID[id] { lastDepartures[items[index].bucket] = microseconds }
  }

  /// The ledger was restored, and a person knows it.
  func noteRestored(before hour: UTCHour) { restoredBefore = hour }
}

// MARK: - What a person can say

extension LedgerMirror {
  /// What a person who looks at the provider's own report can truly say of an item in doubt; `nil` where the report
  /// leaves it open, or may still change.
  func truth(about item: Item, _ world: World) -> ItemDecision? {
    switch item.progress.state {
    case .held: return .approve
    case .parked where item.progress.ambiguousSince == nil: return .approve
    case .unknown, .parked: break
    default: return nil
    }
    guard
      world.microseconds - lastDepartures[item.bucket, default: 0] >= Self.quietMicroseconds
    else { return nil }
    let bucket = books.buckets[item.bucket]
    let excess = bucket.countedUnits - bucket.deliveredUnits
    let isCounted = books.records[item.record].executionCount > 0
    if isCounted { return excess >= item.units ? .counted : nil }
    return excess == 0 && isExplained(bucket.series) ? .notCounted : nil
  }

  /// Whether everything that counts in a series is delivered or in doubt here: else usage of a lost part of the history
  /// may count in another bucket.
  private func isExplained(_ series: Int) -> Bool {
    guard isIncomplete else { return true }
    return books.buckets.allSatisfy { $0.series != series || $0.countedUnits == $0.deliveredUnits }
  }
}
