package import Billing

/// Where usage goes at AWS Marketplace: what a route's address holds for this adapter, checked.
package struct AWSMarketplaceAddress: Hashable, Sendable {
  /// Who buys, in one of the two ways AWS knows. They must never be mixed for one buyer: AWS bills both.
  package enum Buyer: Hashable, Sendable {
    /// Agreements by licence: account id of 12 digits, licence ARN. `productCode` only keeps products apart
    /// in batches and is never sent.
    case licence(accountID: String, licenseARN: String, productCode: String?)
    /// Products from before June 2026: product code and the customer identifier of ResolveCustomer.
    case legacy(productCode: String, customerIdentifier: String)
  }
  /// Region whose endpoint takes the usage, for example `us-east-1`. AWS de-duplicates within a region only.
  package let region: String
  /// Who buys.
  package let buyer: Buyer
  /// The dimension's API key.
  package let dimension: String
  /// How quantities are written.
  package let quantityMode: QuantityMode
  /// Key of the tag that names the project in usage allocations; `nil` sends no allocations.
  package let projectTagKey: String?

  /// A checked address.
  package init(
    region: String, buyer: Buyer, dimension: String, quantityMode: QuantityMode = .decimal,
    projectTagKey: String? = nil
  ) throws(FreezeError) {
    self.region = region
    self.buyer = buyer
    self.dimension = dimension
    self.quantityMode = quantityMode
    self.projectTagKey = projectTagKey
    try AddressRules.check(self)
  }

  /// The counter that AWS de-duplicates by, apart from the hour: the route's series.
  package var series: String {
    let parts =
      switch buyer {
      case .licence(let accountID, let licenseARN, _): [region, accountID, licenseARN, dimension]
      case .legacy(let productCode, let customerIdentifier):
        [region, productCode, customerIdentifier, dimension]
      }
    return parts.map { PercentEncoding.encode($0.utf8, keeping: Array(":/+=,@".utf8)) }.joined(separator: "|")
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
  private enum Key {
    static let region = "region"
    static let accountID = "customer_aws_account_id"
    static let licenseARN = "license_arn"
    static let productCode = "product_code"
    static let customerIdentifier = "customer_identifier"
    static let dimension = "dimension"
    static let quantityMode = "quantity"
    static let projectTagKey = "project_tag_key"
    static let all: Set<String> = [
      region, accountID, licenseARN, productCode, customerIdentifier, dimension, quantityMode, projectTagKey,
    ]
  }

  /// Reads a route's address. Accepted keys: `region`, `dimension`, `customer_aws_account_id` with
  /// `license_arn` (and optionally `product_code`), or `product_code` with `customer_identifier`; `quantity`
  /// (`decimal` or `integer`), `project_tag_key`.
  package init(_ address: [String: String]) throws(FreezeError) {
    if let unknown = address.keys.filter({ !Key.all.contains($0) }).min() {
      throw .addressInvalid(
        "the key \(unknown) is not known; accepted are \(Key.all.sorted().joined(separator: ", "))")
    }
    guard let region = address[Key.region] else {
      throw .addressInvalid("region is missing, for example us-east-1")
    }
    guard let dimension = address[Key.dimension] else {
      throw .addressInvalid("dimension is missing: the API key of the product's dimension")
    }
    let modeText = address[Key.quantityMode] ?? QuantityMode.decimal.rawValue
    guard let mode = QuantityMode(rawValue: modeText) else {
      throw .addressInvalid("quantity is \(modeText); accepted are decimal and integer")
    }
    try self.init(
      region: region, buyer: try Self.buyer(address), dimension: dimension, quantityMode: mode,
      projectTagKey: address[Key.projectTagKey])
  }

  /// The address as a route keeps it; reading it back gives this value again.
  package var dictionary: [String: String] {
    var entries = [Key.region: region, Key.dimension: dimension, Key.quantityMode: quantityMode.rawValue]
    entries[Key.projectTagKey] = projectTagKey
    switch buyer {
    case .licence(let accountID, let licenseARN, let productCode):
      entries[Key.accountID] = accountID
      entries[Key.licenseARN] = licenseARN
      entries[Key.productCode] = productCode
    case .legacy(let productCode, let customerIdentifier):
      entries[Key.productCode] = productCode
      entries[Key.customerIdentifier] = customerIdentifier
    }
    return entries
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
        "name the buyer either by customer_aws_account_id and license_arn, "
          + "or, for products from before June 2026, by product_code and customer_identifier; never by both")
    }
  }
}
