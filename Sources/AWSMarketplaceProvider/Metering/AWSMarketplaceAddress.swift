import Billing

/// Where usage goes at AWS Marketplace: what a route's address holds for this adapter, checked.
struct AWSMarketplaceAddress: Hashable, Sendable {
  /// Who buys, in one of the two ways AWS knows. They must never be mixed for one buyer: AWS bills both.
  enum Buyer: Hashable, Sendable {
    /// Agreements by licence: account id of 12 digits, licence ARN. `productCode` only keeps products apart
    /// in batches and is never sent.
    case licence(accountID: String, licenseARN: String, productCode: String?)
    /// Products from before June 2026: product code and the customer identifier of ResolveCustomer.
    case legacy(productCode: String, customerIdentifier: String)
  }
  /// Region whose endpoint takes the usage, for example `us-east-1`. AWS de-duplicates within a region only.
  let region: String
  /// Who buys.
  let buyer: Buyer
  /// The dimension's API key.
  let dimension: String
  /// How quantities are written.
  let quantityKind: QuantityKind
  /// Key of the tag that names the project in usage allocations; `nil` sends no allocations.
  let projectTagKey: String?

  /// A checked address.
  init(
    region: String, buyer: Buyer, dimension: String, quantityKind: QuantityKind = .decimal,
    projectTagKey: String? = nil
  ) throws(FreezeError) {
    self.region = region
    self.buyer = buyer
    self.dimension = dimension
    self.quantityKind = quantityKind
    self.projectTagKey = projectTagKey
    try AddressRules.check(self)
  }

  /// Items of one key may share a request: one region, one way to name buyers, one product.
  var batchKey: String {
    switch buyer {
    case .licence(_, _, let productCode): "\(region)|licence|\(productCode ?? "")"
    case .legacy(let productCode, _): "\(region)|legacy|\(productCode)"
    }
  }
}

extension AWSMarketplaceAddress {
  private typealias Key = RouteAddress.AWS

  private static let keys = [
    Key.accountID, Key.customerIdentifier, Key.dimension, Key.licenseARN, Key.productCode, Key.projectTagKey,
    Key.quantityKind, Key.region,
  ]

  /// Reads a route's address. Beside `accountID` and `licenseARN`, `productCode` only keeps products apart.
  init(_ address: [String: String]) throws(FreezeError) {
    if let unknown = address.keys.filter({ !Self.keys.contains($0) }).min() {
      throw .addressInvalid(
        "the key \(unknown) is not known; accepted are \(Self.keys.joined(separator: ", "))")
    }
    guard let region = address[Key.region] else {
      throw .addressInvalid("region is missing, for example us-east-1")
    }
    guard let dimension = address[Key.dimension] else {
      throw .addressInvalid("dimension is missing: the API key of the product's dimension")
    }
    let kindText = address[Key.quantityKind] ?? QuantityKind.decimal.rawValue
    guard let kind = QuantityKind(rawValue: kindText) else {
      throw .addressInvalid("\(Key.quantityKind) is \(kindText); accepted are decimal and integer")
    }
    try self.init(
      region: region, buyer: try Self.buyer(address), dimension: dimension, quantityKind: kind,
      projectTagKey: address[Key.projectTagKey])
  }

  private static func buyer(_ address: [String: String]) throws(FreezeError) -> Buyer {
    let licence = (address[Key.accountID], address[Key.licenseARN])
    let legacy = (address[Key.productCode], address[Key.customerIdentifier])
    switch (licence, legacy) {
    case ((let accountID?, let licenseARN?), (let productCode, nil)):
      return .licence(accountID: accountID, licenseARN: licenseARN, productCode: productCode)
    case ((nil, nil), (let productCode?, let customerIdentifier?)):
      return .legacy(productCode: productCode, customerIdentifier: customerIdentifier)
    default:
      throw .addressInvalid(
        "name the buyer either by account_id and license_arn, "
          + "or, for products from before June 2026, by product_code and customer_identifier; never by both")
    }
  }
}
