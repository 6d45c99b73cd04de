/// What is counted for a customer.
package struct Meter: Hashable, Sendable {
  /// What reaches the provider: the quantity itself, or the money it is rated at.
  package enum Billed: String, CaseIterable, Hashable, Sendable {
    /// The measured quantity; the provider holds the price.
    case quantity
    /// The rated charge; the provider holds a price of one.
    case charge
  }
  /// The catalog's name for it.
  package let id: String
  /// The event field that is summed.
  package let measure: Measure
  /// What is sent.
  package let billed: Billed
  /// The targets this meter is billed through; `nil` for every target of the project.
  package let providers: [ProviderID]?

  /// A meter of the parts given.
  package init(id: String, measure: Measure, billed: Billed, providers: [ProviderID]?) {
    self.id = id
    self.measure = measure
    self.billed = billed
    self.providers = providers
  }
}
