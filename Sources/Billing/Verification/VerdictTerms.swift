/// What a verdict is decided by, agreed per contract and kept with each verdict.
package struct VerdictTerms: Hashable, Sendable {
  /// What is billed when the claim is supported.
  package enum Policy: String, CaseIterable, Hashable, Sendable {
    /// The claimed quantity, within the tolerance.
    case claimWithinTolerance = "claim_within_tolerance"
    /// Never more than the lower bound supports.
    case lowerBound = "lower_bound"
  }
  /// The least uplift that is billed, in millionths: 20,000 is 2 %.
  package let upliftMinPartsPerMillion: Int64
  /// How far the supported quantity may stay below the claimed one and still verify it, in millionths of the claimed
  /// quantity; 0 under `lowerBound`.
  package let tolerancePartsPerMillion: Int64
  /// What is billed.
  package let policy: Policy
  /// For how many seconds before and after the verdict usage is covered by it.
  package let validitySeconds: Int64

  /// Terms of the parts given.
  package init(
    upliftMinPartsPerMillion: Int64 = 20_000, tolerancePartsPerMillion: Int64 = 20_000,
    policy: Policy = .claimWithinTolerance, validitySeconds: Int64 = 90 * 86_400
  ) {
    precondition(upliftMinPartsPerMillion >= 0 && (0..<1_000_000).contains(tolerancePartsPerMillion))
    self.upliftMinPartsPerMillion = upliftMinPartsPerMillion
    self.tolerancePartsPerMillion = policy == .lowerBound ? 0 : tolerancePartsPerMillion
    self.policy = policy
    self.validitySeconds = validitySeconds
  }
}
