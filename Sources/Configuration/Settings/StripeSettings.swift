/// How Stripe is called. The API version is the adapter's, since its payloads are made for that version.
package struct StripeSettings: Hashable, Sendable {
  /// The connected account, `acct_...`, that usage is reported for; `nil` for the key's own.
  package let account: String?
  /// Whether real customers are billed. A key of the other mode is refused.
  package let isLive: Bool
  /// The API's address without a slash at the end; `nil` for Stripe's own.
  package let apiBase: String?
  /// A file that holds the API key; `nil` to take it from the environment or the credentials folder.
  package let apiKeyFile: String?
  /// The most requests a second.
  package let requestsPerSecond: Int
}
