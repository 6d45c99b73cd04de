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
