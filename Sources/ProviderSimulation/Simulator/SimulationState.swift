/// What both providers remember.
struct SimulationState: Sendable {
  var stripe: StripeState
  var marketplace: MarketplaceState

  mutating func apply(_ effect: SimulationEffect) {
    switch effect {
    case .stripe(let effect): stripe.apply(effect)
    case .marketplace(let effect): marketplace.apply(effect)
    }
  }
}

/// What one exchange changes, as it stands in the journal.
enum SimulationEffect: Hashable, Sendable, Codable {
  case stripe(StripeEffect)
  case marketplace(MarketplaceEffect)
}
