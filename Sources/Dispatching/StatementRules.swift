package import Billing
import Hashing

/// What becomes of an item in doubt by what its target's own records say. That it is counted is proven by one record of
/// exactly its quantity; that it is not, only by records that a person calls complete for as long as it may have been
/// sent, and of which none leaves room for another reading.
package enum StatementRules {
  /// What the records come to.
  package enum Verdict: Hashable, Sendable {
    /// The target counts it.
    case counted(StatedRecord)
    /// The target does not count it: why that is proven.
    case notCounted(String)
    /// The target holds another quantity for its bucket: found, ours, what to do.
    case conflicting(String)
    /// Nothing is proven: why.
    case open(String)
  }

  /// Whether the doubt about an item is one that a statement may end.
  package static func mayDecide(_ progress: DispatchProgress) -> Bool {
    switch progress.state {
    case .unknown: true
    case .parked: progress.ambiguousSince != nil
    case .planned, .held, .skipped, .deferred, .inFlight, .delivered, .rejected, .expired, .superseded: false
    }
  }

  /// The verdict on an item of which the records say `statement`.
  package static func verdict(_ statement: ItemStatement, _ terms: StatementTerms) -> Verdict {
    if let words = statement.otherwise.first {
      return .conflicting(
        "\(words); find who else writes this counter and settle it with the provider, then resolve the item by hand"
      )
    }
    if let sibling = terms.siblingID {
      return .open("\(sibling) of the same bucket may be what the records tell of; resolve it by hand")
    }
    if let record = statement.counted.first { return .counted(record) }
    return absence(statement, terms)
  }

  /// What it means that no record counts the item.
  private static func absence(_ statement: ItemStatement, _ terms: StatementTerms) -> Verdict {
    if let words = statement.unclear.first { return .open("\(words); resolve it by hand") }
    if terms.isRestored {
      return .open(
        "no record counts it, but the ledger was restored from an older copy, whose lost part may have sent it in "
          + "another hour; look at the whole series, then resolve it by hand")
    }
    let found = statement.refused.first.map { "the records say that \($0)" } ?? "no record tells of it"
    guard let coverage = terms.coverage else {
      return .open("\(found), which proves nothing unless the files are said to be complete")
    }
    let needed = needed(terms)
    guard coverage.from <= needed.from, coverage.until >= needed.until else {
      return .open(
        "\(found); to prove more, the files must be complete from \(needed.from) to \(needed.until), and are from "
          + "\(coverage)")
    }
    if let gap = statement.gaps.first { return .open("\(found), but the files are not complete: \(gap)") }
    return .notCounted("\(found) in files that are complete from \(coverage)")
  }

  /// From the item's first attempt until its last one can no longer show.
  private static func needed(_ terms: StatementTerms) -> (from: Instant, until: Instant) {
    let lateSeconds = SendingTimes.abandonedRequestSecondsMax + terms.lagSeconds
    return (terms.sentFrom, terms.sentUntil.adding(seconds: lateSeconds))
  }

  /// The proof of a verdict `counted`: what the provider's record says, under a person's reason for reading it.
  package static func receipt(of record: StatedRecord, reason: String) -> Receipt {
    let body = Array("\(reason); \(record.place): ".utf8) + record.bytes
    return Receipt(
      kind: .found, providerRecordID: record.providerRecordID, requestID: record.requestID,
      providerDate: record.at, status: 0, bodyDigest: Digest256(of: body).hex,
      bodyExcerpt: String(decoding: body.prefix(2_048), as: UTF8.self))
  }
}
