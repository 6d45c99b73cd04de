/// What one verdict is to usage of its claim: whether it counts, and if it does not, why.
package enum VerdictStanding: Hashable, Sendable {
  /// The usage is billed by it.
  case counts
  /// It is inconclusive or deferred.
  case decidesNothing
  /// The usage ran on another tier.
  case anotherTier
  /// The usage lies at or behind the end of its validity.
  case expired(at: Instant)
  /// The usage is older than it covers.
  case coversOnly(from: Instant)
  /// A later conclusive verdict covers the usage.
  case superseded(byID: Int64)
  /// By the hour of the usage a host of the tier had been seen with another driver.
  case anotherDriver(version: String)

  /// The standing in a word, as `explain --json` holds it.
  package var word: String {
    switch self {
    case .counts: "counts"
    case .decidesNothing: "decides_nothing"
    case .anotherTier: "another_tier"
    case .expired: "expired"
    case .coversOnly: "usage_too_old"
    case .superseded: "superseded"
    case .anotherDriver: "another_driver"
    }
  }

  /// The standing as the end of a sentence about the verdict.
  package var phrase: String {
    switch self {
    case .counts: "counts now"
    case .decidesNothing: "does not count: it decides nothing"
    case .anotherTier: "does not count: the usage ran on another tier"
    case .expired(let instant): "does not count: it covers usage before \(instant) only"
    case .coversOnly(let instant): "does not count: it covers usage from \(instant) on only"
    case .superseded(let id): "does not count: verdict-\(id) is newer"
    case .anotherDriver(let version):
      "does not count: the tier's host has had driver \(version) by the hour of the usage"
    }
  }
}

extension VerdictBook {
  /// What a verdict of the book is to usage of its claim, on that tier and in that hour.
  package func standing(of stored: StoredVerdict, hardwareTier: String, hour: UTCHour) -> VerdictStanding {
    let verdict = stored.verdict
    guard verdict.hardwareTier == hardwareTier else { return .anotherTier }
    guard verdict.outcome.isConclusive else { return .decidesNothing }
    guard hour.start < verdict.coveredEnd else { return .expired(at: verdict.coveredEnd) }
    guard hour.start >= verdict.coveredStart else { return .coversOnly(from: verdict.coveredStart) }
    let newest = newestConclusive(of: verdict.claim, hardwareTier: hardwareTier, hour: hour)
    if let newest, newest.id != stored.id { return .superseded(byID: newest.id) }
    return laterDriver(than: stored, hour: hour).map(VerdictStanding.anotherDriver) ?? .counts
  }
}
