import StrictJSON

/// One record of a batch, read and checked against the service model.
struct UsageRecord: Sendable {
  /// As received, for the echo.
  let received: JSONObject
  let timestampSeconds: Int64
  let dimension: String
  let buyer: MarketplaceBuyer
  let licenseArn: String?
  let quantity: ExactDecimal
  let isDecimal: Bool
  let allocations: [UsageAllocation]
}

/// Whom a record bills: exactly one of the two.
enum MarketplaceBuyer: Hashable, Sendable, Codable {
  case account(String)
  case identifier(String)

  var text: String {
    switch self {
    case .account(let text), .identifier(let text): text
    }
  }
}

/// Part of a record's quantity under one set of tags.
struct UsageAllocation: Hashable, Sendable, Codable {
  let quantity: ExactDecimal
  /// Tag keys to values; empty for the untagged bucket.
  let tags: [String: String]
}
