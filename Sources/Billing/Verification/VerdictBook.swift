/// Which verdict counts for which usage. A pure function of the verdicts that were ever recorded.
///
/// A conclusive verdict covers usage of its claim and tier within its validity before and after it was decided. The
/// newest one that covers an hour counts; but once a host was seen with another driver, verdicts of the driver before
/// cover no later hour.
package struct VerdictBook: Sendable {
  private let verdictsOfClaim: [ClaimKey: [StoredVerdict]]

  /// A book of the verdicts given, in any order.
  package init(_ verdicts: [StoredVerdict]) {
    verdictsOfClaim = Dictionary(grouping: verdicts) { $0.verdict.claim }
      .mapValues { $0.sorted { $0.id > $1.id } }
  }

  /// Every verdict of a claim, newest first.
  package func verdicts(of claim: ClaimKey) -> [StoredVerdict] { verdictsOfClaim[claim] ?? [] }

  /// The claims that there are verdicts of.
  package var claims: some Collection<ClaimKey> { verdictsOfClaim.keys }

  /// The conclusive verdict that counts for usage of that claim, tier and hour; `nil` while there is none.
  package func verdict(of claim: ClaimKey, hardwareTier: String, hour: UTCHour) -> StoredVerdict? {
    guard let found = newestConclusive(of: claim, hardwareTier: hardwareTier, hour: hour) else { return nil }
    return laterDriver(than: found, hour: hour) == nil ? found : nil
  }

  /// The newest conclusive verdict that covers the hour, whatever driver it was measured with.
  func newestConclusive(of claim: ClaimKey, hardwareTier: String, hour: UTCHour) -> StoredVerdict? {
    verdicts(of: claim).first {
      $0.verdict.hardwareTier == hardwareTier && $0.verdict.outcome.isConclusive && $0.verdict.covers(hour)
    }
  }

  /// The driver by which a verdict counts no more in that hour: another one that was seen later on a host of its tier.
  func laterDriver(than found: StoredVerdict, hour: UTCHour) -> String? {
    verdicts(of: found.verdict.claim).map { ($0.id, $0.verdict) }.first { id, later in
      id > found.id && later.hardwareTier == found.verdict.hardwareTier && !later.driverVersion.isEmpty
        && later.driverVersion != found.verdict.driverVersion && later.decidedAt.hour <= hour
    }?.1.driverVersion
  }

  /// The verdict that counts for a cell's usage.
  package func verdict(for cell: CellKey) -> StoredVerdict? {
    guard let claim = ClaimKey(of: cell) else { return nil }
    return verdict(of: claim, hardwareTier: cell.hardwareTier, hour: cell.hour)
  }
}

extension Verdict {
  /// The first instant of usage that it covers.
  var coveredStart: Instant { decidedAt.adding(seconds: -terms.validitySeconds) }
  /// The first instant of usage that it covers no more.
  var coveredEnd: Instant { decidedAt.adding(seconds: terms.validitySeconds) }

  /// Whether usage of that hour lies within the verdict's validity.
  package func covers(_ hour: UTCHour) -> Bool { hour.start >= coveredStart && hour.start < coveredEnd }

  /// What of a cell's claimed saving is billed by this verdict, in steps of the measure. Money that is said to be saved
  /// follows the GPU hours: the same share of it is billed, rounded down.
  package func acceptedSteps(of measure: Measure, in sums: MeasureSums) -> Int128 {
    precondition(measure.isSaving, "only savings are claimed")
    guard outcome != .rejected, let lowerBound else { return 0 }
    let claimedHours = sums.gpuHoursSaved
    let acceptedHours = SavingRule.billableSteps(
      claimedSteps: claimedHours, baselineSteps: sums.gpuHoursBaseline, lowerBound: lowerBound, terms: terms)
    guard acceptedHours > 0, measure == .costSavings else { return acceptedHours }
    let claimedMoney = max(0, sums.costSavings)
    return Rounding.down.quotient(of: claimedMoney, times: acceptedHours, by: claimedHours)
  }
}

extension Verdict {
  /// Whether so many steps are what it lets be billed of a cell's saving, be it hours or money.
  package func supports(_ acceptedSteps: Int128, of quantity: Quantity, in sums: MeasureSums) -> Bool {
    let measure: Measure = quantity.unit == .gpuHour ? .gpuHoursSaved : .costSavings
    return sums[measure] == quantity.steps && self.acceptedSteps(of: measure, in: sums) == acceptedSteps
  }
}
