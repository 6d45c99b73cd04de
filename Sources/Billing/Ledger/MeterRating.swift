/// What rating made of one (cell, meter): the providers it goes to, and money or a reason to hold it.
package struct MeterRating: Hashable, Sendable {
  /// How rating ended.
  package enum Outcome: Hashable, Sendable {
    /// Rated.
    case rated(RatedAmount)
    /// Held before rating; the money is what it would be, where a price covers it.
    case held(HoldReason, estimate: RatedAmount?)
  }
  /// The providers, sorted; `unassigned` alone while nobody knows the project.
  package let providers: [ProviderID]
  /// How rating ended.
  package let outcome: Outcome

  /// A rating of the parts given.
  package init(providers: [ProviderID], outcome: Outcome) {
    self.providers = providers
    self.outcome = outcome
  }
}
