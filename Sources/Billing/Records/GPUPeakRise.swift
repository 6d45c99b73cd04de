/// How far a day's peak of allocated GPUs rose above what is posted. The rises of a day add up to its peak.
package struct GPUPeakRise: Hashable, Sendable {
  /// Whose day.
  package let ownerDay: GPUOwnerDay
  /// The currency of the usage.
  package let currency: Currency
  /// What was posted so far.
  package let from: Int64
  /// The peak.
  package let to: Int64
  /// The first instant of the day at which so many GPUs were allocated.
  package let reachedAt: Instant
  /// The records that held them then, sorted, the first `recordIDCountMax` of them.
  package let recordIDs: [String]
  /// How many records held them.
  package let recordCount: Int

  /// Beyond it records are counted and not named.
  package static let recordIDCountMax = 1_000

  /// A rise of the parts given; a peak that does not rise is a programmer error.
  package init(
    ownerDay: GPUOwnerDay, currency: Currency, from: Int64, to: Int64, reachedAt: Instant,
    recordIDs: [String], recordCount: Int
  ) {
    precondition(from < to, "a peak rises")
    self.ownerDay = ownerDay
    self.currency = currency
    self.from = from
    self.to = to
    self.reachedAt = reachedAt
    self.recordIDs = recordIDs
    self.recordCount = recordCount
  }

  /// The rise as an event.
  package var event: UsageEvent {
    var amounts = UsageEvent.Amounts()
    amounts.gpusPeak = to - from
    let day = ownerDay.day.date.text
    return UsageEvent(
      usageID: "gpus-peak:\(ownerDay.projectID):\(ownerDay.hardwareTier):\(day):\(from)-\(to)",
      usageIDIsDerived: false, projectID: ownerDay.projectID, modelName: "", timestamp: reachedAt,
      hardwareTier: ownerDay.hardwareTier, claim: "", region: "", currency: currency, providers: nil,
      amounts: amounts)
  }
}
