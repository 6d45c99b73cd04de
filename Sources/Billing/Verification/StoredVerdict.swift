/// A verdict as the store holds it.
package struct StoredVerdict: Hashable, Sendable {
  /// The store's number for it; later verdicts have higher ones.
  package let id: Int64
  /// The verdict.
  package let verdict: Verdict

  /// A verdict under its number.
  package init(id: Int64, verdict: Verdict) {
    self.id = id
    self.verdict = verdict
  }
}

/// What a verdict let be billed of a claimed saving.
package struct ChargeVerification: Hashable, Sendable {
  /// The store's number of the verdict.
  package let verdictID: Int64
  /// What of the charge's quantity is billed, in grid steps: at least 0, at most the quantity.
  package let acceptedSteps: Int128

  /// A verification of the parts given.
  package init(verdictID: Int64, acceptedSteps: Int128) {
    self.verdictID = verdictID
    self.acceptedSteps = acceptedSteps
  }
}
