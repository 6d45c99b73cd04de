/// A customer's project: the unit that telemetry names and prices are agreed for.
package struct Project: Hashable, Sendable {
  /// Whether claimed savings of the project may be billed without a verdict.
  package enum VerificationRule: Hashable, Sendable {
    /// Savings are held until a replay verified them.
    case required
    /// Savings are billed as claimed; the reason is printed on every report.
    case notRequired(reason: String)
  }
  /// The upstream's id.
  package let id: String
  /// Who pays.
  package let customerID: String
  /// The targets of events that name none.
  package let providers: [ProviderID]
  /// Whether savings need a verdict.
  package let verification: VerificationRule
  /// What its verdicts are decided by; `nil` for the settings' terms.
  package let verdictTerms: VerdictTerms?

  /// A project of the parts given.
  package init(
    id: String, customerID: String, providers: [ProviderID], verification: VerificationRule,
    verdictTerms: VerdictTerms? = nil
  ) {
    self.id = id
    self.customerID = customerID
    self.providers = providers
    self.verification = verification
    self.verdictTerms = verdictTerms
  }
}
