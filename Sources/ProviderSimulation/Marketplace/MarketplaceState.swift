import StrictJSON

/// What AWS Marketplace Metering and STS remember. Rules read it and answer effects; only `apply` changes it.
struct MarketplaceState: Sendable {
  let credentials: [AWSCredential]
  let catalog: MarketplaceCatalog?
  private(set) var records: [MarketplaceBucket: MeteredRecord] = [:]
  private(set) var issuedCredentials: [AWSCredential] = []

  init(credentials: [AWSCredential] = [.example], catalog: MarketplaceCatalog? = nil) {
    self.credentials = credentials
    self.catalog = catalog
  }

  mutating func apply(_ effect: MarketplaceEffect) {
    switch effect {
    case .recordMetered(let bucket, let record): records[bucket] = record
    case .credentialIssued(let credential): issuedCredentials.append(credential)
    }
  }
}

/// What one exchange changes, as it stands in the journal.
enum MarketplaceEffect: Hashable, Sendable, Codable {
  case recordMetered(MarketplaceBucket, MeteredRecord)
  case credentialIssued(AWSCredential)
}

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

/// How the product is named: by licence, or by code in the legacy way.
enum MarketplaceAgreement: Hashable, Sendable, Codable {
  case license(String)
  case product(String)
}

/// The record that stands in a bucket.
struct MeteredRecord: Hashable, Sendable, Codable {
  let id: String
  let quantity: ExactDecimal
  let allocations: [UsageAllocation]
  let receivedAtSeconds: Int64
}
