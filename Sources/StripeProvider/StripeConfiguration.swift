/// What an operator may set about Stripe.
package struct StripeConfiguration: Hashable, Sendable {
  /// The key; `nil` when none was found.
  package var key: StripeKey?
  /// Whether real customers are billed. A key or an answer of the other mode stops the run.
  package var isLive: Bool
  /// The connected account usage is reported for; `nil` for the key's own.
  package var account: String?
  /// The API's address without a slash at the end.
  package var apiBase: String
  /// The most requests a second.
  package var requestsPerSecond: Int

  /// A configuration; without a rate, Stripe's limit of the mode.
  package init(
    key: StripeKey?, isLive: Bool, account: String? = nil, apiBase: String? = nil,
    requestsPerSecond: Int? = nil
  ) {
    let standard = isLive ? StripeLimits.liveRequestsPerSecond : StripeLimits.testRequestsPerSecond
    precondition((requestsPerSecond ?? standard) > 0, "a rate of requests is positive")
    self.key = key
    self.isLive = isLive
    self.account = account
    self.apiBase = apiBase ?? StripeLimits.apiBase
    self.requestsPerSecond = requestsPerSecond ?? standard
  }
}
