/// How much a run verifies, and by which terms, where a project's contract does not say.
package struct VerificationRules: Hashable, Sendable {
  /// The terms of projects that name none.
  package var terms = VerdictTerms()
  /// Money, in steps of the claim's currency, above which the strict schedule is used at once.
  package var highValueSteps: Int128 = 1_000_000_000_000
  /// Seconds that one claim may be measured.
  package var secondsPerClaimMax: Int64 = 1_800
  /// Seconds after which a run begins no further claim.
  package var secondsPerRunMax: Int64 = 7_200
  /// Claims that one run measures at most.
  package var claimCountMax = 50
  /// Seconds after which a host's health is measured again; 0 for never.
  package var healthValiditySeconds: Int64 = 86_400

  /// The rules above.
  package init() {}
}
