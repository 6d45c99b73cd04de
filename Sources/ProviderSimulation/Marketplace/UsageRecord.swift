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
