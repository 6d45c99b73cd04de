import Billing

/// Who a metering record is for: a licence, or, for listings older than licences, a product and its customer. A record
/// with both would be billed twice, so there is no third form.
enum AWSIdentity: Hashable {
  case licence(region: String, accountID: String, licenceARN: String)
  case legacy(region: String, productCode: String, customerIdentifier: String)

  static let keys = ["region", "account_id", "license_arn", "product_code", "customer_identifier"]

  /// Reads a section `aws` of a customer or a project.
  init?(reading element: Element, settings: BillingSettings) {
    guard let section = Section(element, keys: Self.keys) else { return nil }
    let region = Self.region(section, settings: settings)
    let isLicence = section["account_id"] != nil || section["license_arn"] != nil
    let isLegacy = section["product_code"] != nil || section["customer_identifier"] != nil
    guard isLicence != isLegacy else {
      element.refuse(isLicence ? .clash : .missingKey, .awsIdentity, found: isLicence ? "both" : "neither")
      return nil
    }
    let identity = isLicence ? Self.licence(section, region) : Self.legacy(section, region)
    guard let identity else { return nil }
    self = identity
  }

  /// Its own region, else that of the settings. Without the target in the settings no route is made, so none is needed.
  private static func region(_ section: Section, settings: BillingSettings) -> String? {
    if let element = section["region"] { return element.awsRegion() }
    if let region = settings.aws?.region { return region }
    guard settings.aws == nil else { return section.required("region", .awsRegionOrDefault)?.awsRegion() }
    return "-"
  }

  private static func licence(_ section: Section, _ region: String?) -> AWSIdentity? {
    let accountID = section.required("account_id", .awsAccountID)?.awsAccountID()
    let licenceARN = section.required("license_arn", .awsLicenceARN)?.awsLicenceARN()
    guard let region, let accountID, let licenceARN else { return nil }
    return .licence(region: region, accountID: accountID, licenceARN: licenceARN)
  }

  private static func legacy(_ section: Section, _ region: String?) -> AWSIdentity? {
    let productCode = section.required("product_code", .awsProductCode)?.awsProductCode()
    let customer = section.required("customer_identifier", .awsCustomerIdentifier)
    let identifier = customer?.seriesPart(byteCountMax: 255, .awsCustomerIdentifier)
    guard let region, let productCode, let identifier else { return nil }
    return .legacy(region: region, productCode: productCode, customerIdentifier: identifier)
  }

  var isLegacy: Bool {
    switch self {
    case .licence: false
    case .legacy: true
    }
  }

  /// The first parts of a series' text: region, account or product and customer, licence or `-`.
  var seriesText: String {
    switch self {
    case .licence(let region, let accountID, let licenceARN): "\(region)|\(accountID)|\(licenceARN)"
    case .legacy(let region, let productCode, let customer): "\(region)|\(productCode):\(customer)|-"
    }
  }

  /// Its part of a route's address.
  var address: [String: String] {
    switch self {
    case .licence(let region, let accountID, let licenceARN):
      [
        RouteAddress.AWS.region: region, RouteAddress.AWS.accountID: accountID,
        RouteAddress.AWS.licenseARN: licenceARN,
      ]
    case .legacy(let region, let productCode, let customer):
      [
        RouteAddress.AWS.region: region, RouteAddress.AWS.productCode: productCode,
        RouteAddress.AWS.customerIdentifier: customer,
      ]
    }
  }
}

extension Expectation {
  static let awsIdentity = Expectation(
    "either account_id and license_arn, or product_code and customer_identifier",
    "keep license_arn for a listing with licences and product_code for an older one, never both: AWS bills both"
  )
  static let awsRegionOrDefault = Expectation(
    "an AWS region such as us-east-1", "write it here or as providers.aws.region of the settings")
}
