/// What an operator may set about AWS Marketplace metering.
package struct AWSMarketplaceConfiguration: Hashable, Sendable {
  /// The profile of the shared AWS files to use; environment keys then do not count. `nil` follows
  /// `AWS_PROFILE`.
  package var profile: String?
  /// The metering endpoint; `nil` for the region's own. `AWS_ENDPOINT_URL_MARKETPLACE_METERING` and
  /// `AWS_ENDPOINT_URL` go before it.
  package var endpoint: String?
  /// Hours after its start for which AWS accepts an hour.
  package var acceptanceWindowHours: Int64
  /// Whether hours of a month's last day that are older than the window are tried, each alone, until 06:00
  /// UTC on the first, as the reference's example allows.
  package var usesMonthEndGrace: Bool
  /// Requests a second to one region; AWS's quota is 10 for the whole seller account.
  package var requestsPerSecondMax: Int

  /// A configuration; the defaults follow AWS's published rules.
  package init(
    profile: String? = nil, endpoint: String? = nil, acceptanceWindowHours: Int64 = 24,
    usesMonthEndGrace: Bool = true,
    requestsPerSecondMax: Int = 10
  ) {
    self.profile = profile
    self.endpoint = endpoint
    self.acceptanceWindowHours = acceptanceWindowHours
    self.usesMonthEndGrace = usesMonthEndGrace
    self.requestsPerSecondMax = min(requestsPerSecondMax, AWSMarketplaceLimits.requestsPerSecondMax)
  }
}
