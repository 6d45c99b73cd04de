/// How the product is named: by licence, or by code in the legacy way.
enum MarketplaceAgreement: Hashable, Sendable, Codable {
  case license(String)
  case product(String)
}
