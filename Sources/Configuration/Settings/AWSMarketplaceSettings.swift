/// How AWS Marketplace is called.
package struct AWSMarketplaceSettings: Hashable, Sendable {
  /// The region of projects that name none.
  package let region: String?
  /// The metering endpoint without a slash at the end; `nil` for the region's own.
  package let endpoint: String?
  /// The profile of the shared credentials files; `nil` for the default chain.
  package let profile: String?
  /// Hours after an hour's start within which the endpoint accepts a record of it.
  package let acceptanceWindowHours: Int
  /// The most requests a second, for each region.
  package let requestsPerSecond: Int
  /// The tag key under which a usage allocation names its project.
  package let projectTagKey: String
}
