package import Billing

/// What the rules on statements look at besides the records.
package struct StatementTerms: Hashable, Sendable {
  /// When the item may have been sent first, by the provider's clock.
  package let sentFrom: Instant
  /// When its last attempt ended, or began where nobody knows how it ended.
  package let sentUntil: Instant
  /// How long after a call its record may still be missing, in seconds.
  package let lagSeconds: Int64
  /// From when to when a person says that the files are complete; `nil` when nobody does.
  package let coverage: StatementCoverage?
  /// Whether a lost part of the ledger's history may have sent the item.
  package let isRestored: Bool
  /// Another item of the same bucket that is counted, or may be; `nil` when there is none.
  package let siblingID: String?

  /// Terms of the parts given. `attempts` are the item's own.
  package init(
    of item: DispatchItem, attempts: [TracedAttempt], siblings: [DispatchItem], lagSeconds: Int64,
    coverage: StatementCoverage?, isRestored: Bool
  ) {
    let starts = attempts.map(\.startedAt) + [item.progress.ambiguousSince].compactMap(\.self)
    let ends = attempts.map { $0.endedAt ?? $0.startedAt } + starts
    // Usage of an hour is never sent before the hour: what nobody knows the attempts of may have been sent since.
    sentFrom = starts.min() ?? item.bucket.start.start
    sentUntil = ends.max() ?? item.deadlineAt
    self.lagSeconds = lagSeconds
    self.coverage = coverage
    self.isRestored = isRestored
    siblingID = siblings.first { $0.progress.state == .delivered || $0.progress.isDoubtful }?.id
  }
}
