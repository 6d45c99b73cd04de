package import Billing

/// The most GPUs that were allocated at one instant: a pure function of what is held, in whatever order.
package enum GPUPeakMetering {
  /// The peak of one owner and day.
  package struct Peak: Hashable, Sendable {
    /// Distinct devices, and GPUs of unknown UUID, at that instant.
    package let gpuCount: Int64
    /// The first instant at which so many were held.
    package let reachedAt: Instant
  }

  /// The rise of a day's peak above what is posted, or `nil` when there is none. `holds` are that owner's and day's.
  package static func rise(
    of ownerDay: GPUOwnerDay, holds: [StoredGPUHold], above posted: Int128
  ) -> GPUPeakRise? {
    guard let peak = peak(of: holds.map(\.hold)), Int128(peak.gpuCount) > posted,
      let currency = holds.min(by: { $0.id < $1.id })?.currency
    else { return nil }
    let recordIDs = Set(
      holds.map(\.hold).filter {
        $0.gpuCount > 0 && $0.interval.start <= peak.reachedAt && peak.reachedAt < $0.interval.end
      }.map(\.recordID)
    ).sorted()
    return GPUPeakRise(
      ownerDay: ownerDay, currency: currency, from: Int64(clamping: posted), to: peak.gpuCount,
      reachedAt: peak.reachedAt, recordIDs: Array(recordIDs.prefix(GPUPeakRise.recordIDCountMax)),
      recordCount: recordIDs.count)
  }

  private struct Change {
    let instant: Instant
    /// 1 for a beginning, -1 for an end.
    let direction: Int64
    let hold: GPUHold
  }

  /// The peak over all holds; `nil` when they hold nothing. A device that several share counts once.
  package static func peak(of holds: [GPUHold]) -> Peak? {
    let counted = holds.filter { $0.gpuCount > 0 }
    let changes = counted.flatMap { hold in
      [
        Change(instant: hold.interval.start, direction: 1, hold: hold),
        Change(instant: hold.interval.end, direction: -1, hold: hold),
      ]
    }.sorted { ($0.instant, $0.direction) < ($1.instant, $1.direction) }
    var holderCounts: [String: Int64] = [:]
    var gpuCount: Int64 = 0
    var peak: Peak?
    for (index, change) in changes.enumerated() {
      let before = holderCounts[change.hold.resource, default: 0]
      let after = before + change.direction
      holderCounts[change.hold.resource] = after
      if before == 0 || after == 0 { gpuCount += change.direction * change.hold.gpuCount }
      let isLastOfInstant = index + 1 == changes.count || changes[index + 1].instant > change.instant
      if isLastOfInstant, gpuCount > peak?.gpuCount ?? 0 {
        peak = Peak(gpuCount: gpuCount, reachedAt: change.instant)
      }
    }
    return peak
  }
}
