package import StrictJSON

/// How a simulator is set up.
package struct SimulatorSettings: Sendable {
  /// The only Stripe key accepted; `nil` accepts any of the right mode.
  package var stripeKey: String?
  /// Whether Stripe answers as live mode.
  package var isLivemode = false
  /// The meters that exist at the start.
  package var stripeMeters: [StripeMeter] = []
  /// The customers that exist; `nil` when every `cus_...` does.
  package var stripeCustomers: Set<String>?
  /// How long an event takes to appear in summaries, in seconds.
  package var stripeSummaryLagSeconds: Int64 = 0
  /// The AWS keys accepted.
  package var awsCredentials: [AWSCredential] = [.example]
  /// What is sold on AWS; `nil` when everything is.
  package var awsCatalog: MarketplaceCatalog?
  /// Whether AWS admits only ten requests a second for each account and region.
  package var isRateLimited = true
  /// Whether AWS results come in an order drawn by the seed.
  package var isShuffled = false
  /// How long every POST takes before its effect; what makes overlapping calls overlap.
  package var latencyMilliseconds = 0
  /// Where chance starts.
  package var seed: UInt64 = 1
  /// The durable state; `nil` keeps it in memory.
  package var statePath: String?

  /// The defaults.
  package init() {}

  /// Reads a customers file: a JSON list of ids.
  package static func customers(_ value: JSONValue) throws(SimulationInputError) -> Set<String> {
    guard let elements = value.array else {
      throw SimulationInputError("customers belong in a JSON list of ids")
    }
    var customers: Set<String> = []
    for element in elements {
      guard let id = element.string else { throw SimulationInputError("a customer is the text of its id") }
      customers.insert(id)
    }
    return customers
  }
}
