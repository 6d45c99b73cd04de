/// Which of the two APIs.
package enum SimulatedAPI: String, Hashable, Sendable, Codable {
  /// Stripe.
  case stripe
  /// AWS Marketplace Metering and STS.
  case aws
}
