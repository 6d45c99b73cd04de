/// What rating made of one (cell, meter): the providers it goes to, and money or a reason to hold it.
package struct MeterRating: Hashable, Sendable {
  /// How rating ended.
  package enum Outcome: Hashable, Sendable {
    /// Rated.
    case rated(RatedAmount)
    /// Its verdict lets nothing be billed.
    case nothing(RatedAmount)
    /// Held before rating; the money is what it would be, where a price covers it.
    case held(HoldReason, estimate: RatedAmount?)
  }
  /// The providers, sorted; `unassigned` alone while nobody knows the project.
  package let providers: [ProviderID]
  /// How rating ended.
  package let outcome: Outcome
  /// What a verdict let be billed of the quantity; `nil` for what needs no verdict or has none yet.
  package let verification: ChargeVerification?

  /// A rating of the parts given.
  package init(providers: [ProviderID], outcome: Outcome, verification: ChargeVerification? = nil) {
    self.providers = providers
    self.outcome = outcome
    self.verification = verification
  }
}
