package import Billing

/// What becomes of an item that may or may not have counted. It is decided only for a bucket in which nothing else is
/// open and nothing has moved for long, and only when the target's total is one of the two it can be, to the last
/// digit; whatever else it is, a person decides (invariant I16).
package enum UnknownRules {
  /// What a look at the bucket came to.
  package enum Verdict: Hashable, Sendable {
    /// The target counts it.
    case counted(Receipt)
    /// The target does not count it: it may be sent again.
    case notCounted(String)
    /// Sending the same bytes again is safe, and tells.
    case resend(String)
    /// The target counts something else.
    case undecidable(String)
    /// Nothing can be said yet.
    case wait(String)
  }

  /// How long a target's total may lag behind what it counts.
  package static let totalLagSecondsMax: Int64 = 3_600
  /// An abandoned request may still be applied for an hour, and a total may lag by an hour: twice that, so that no
  /// delivery of our own is missing in it either.
  package static let quietSeconds = SendingTimes.abandonedRequestSecondsMax + 2 * totalLagSecondsMax

  /// Why the target need not be asked yet, or `nil` when it may be.
  package static func reasonToWait(_ history: BucketHistory, now: Instant) -> String? {
    let doubtful = history.siblings.filter { $0.progress.isDoubtful }
    guard doubtful.isEmpty else {
      return "\(doubtful[0].id) of the same bucket is unresolved too"
    }
    let quietAt = history.lastChangedAt.adding(seconds: quietSeconds)
    return now < quietAt ? "its bucket is asked about after \(quietAt), when its total has settled" : nil
  }

  /// The verdict on what the target answered.
  package static func verdict(_ history: BucketHistory, total: BucketTotal) -> Verdict {
    switch total {
    case .deduplicated: return .resend("the target counts the bucket once, whatever is sent")
    case .unanswerable(let reason), .unreachable(let reason): return .wait(reason)
    case .counted(let valueText, let accumulation, let evidence):
      guard let totals = Totals(history, counted: valueText, accumulation) else {
        return .undecidable("the target answered \(valueText), which is no total of this bucket")
      }
      if totals.found == totals.withItem { return .counted(evidence) }
      let words = "the target counts \(valueText) in the bucket"
      if totals.found == totals.withoutItem { return .notCounted("\(words), which is all but this item") }
      return .undecidable("\(words), which is neither with this item nor without it")
    }
  }

  /// What a bucket's total can be.
  private struct Totals {
    let found: Int128
    let withItem: Int128
    /// `nil` where the bucket counts the item in any case.
    let withoutItem: Int128?

    init?(_ history: BucketHistory, counted: String, _ accumulation: Route.Accumulation) {
      let delivered = history.siblings.filter { $0.progress.state == .delivered }
      guard let values = ExactValues((delivered + [history.item]).map(\.valueText), counted: counted),
        let own = values.own.last
      else { return nil }
      found = values.counted
      switch accumulation {
      case .delta:
        let others = values.own.dropLast().reduce(0, +)
        withoutItem = others
        withItem = others + own
      case .total:
        let newest = delivered.indices.max { delivered[$0].revision < delivered[$1].revision }
        let last = newest.map { values.own[$0] } ?? 0
        // A later total that is delivered has this item's units in it, and must never be overwritten by the earlier
        // one.
        let isTakenIn = newest.map { delivered[$0].revision > history.item.revision } ?? false
        withoutItem = isTakenIn ? nil : last
        withItem = isTakenIn ? last : own
      }
    }
  }
}

extension DispatchProgress {
  /// Whether the item may have counted although it is not delivered.
  var isDoubtful: Bool {
    switch state {
    case .inFlight, .unknown: true
    case .planned, .held, .skipped, .deferred, .parked: ambiguousSince != nil
    case .delivered, .rejected, .expired, .superseded: false
    }
  }
}
