/// What AWS de-duplicates by: the first record in a bucket stands for ever.
struct MarketplaceBucket: Hashable, Sendable, Codable {
  let region: String
  /// The seller's account.
  let sellerAccount: String
  let buyer: MarketplaceBuyer
  let agreement: MarketplaceAgreement
  let dimension: String
  let hourStartSeconds: Int64
}
