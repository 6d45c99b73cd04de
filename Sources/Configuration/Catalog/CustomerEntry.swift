import Billing

/// A customer and what its projects inherit.
struct CustomerEntry {
  let id: String
  let currency: Currency
  let stripeCustomerID: String?
  let aws: AWSIdentity?

  static let keys = ["id", "name", "currency", "stripe_customer_id", "aws", "licensed_gpus"]

  /// Reads one customer into the registers.
  static func read(_ element: Element, into registers: inout CatalogRegisters) {
    guard let section = Section(element, keys: keys), let id = registers.customerNames.declare(in: section)
    else {
      return
    }
    _ = section["name"]?.identifier(byteCountMax: 255)
    let currency = section["currency"].map { $0.currency() } ?? registers.defaultCurrency
    let stripeCustomerID = section["stripe_customer_id"].flatMap { $0.stripeID("cus") }
    let aws = section["aws"].flatMap { AWSIdentity(reading: $0, settings: registers.settings) }
    if let licensed = section["licensed_gpus"] { readLicences(licensed, of: id, into: &registers) }
    guard let currency else { return }
    registers.customers[id] = CustomerEntry(
      id: id, currency: currency, stripeCustomerID: stripeCustomerID, aws: aws)
  }

  /// `licensed_gpus: {TIER: COUNT, ...}`; the tiers are the catalog's.
  private static func readLicences(_ element: Element, of id: String, into registers: inout CatalogRegisters)
  {
    guard let section = Section(element, keys: registers.hardwareTiers) else { return }
    for tier in registers.hardwareTiers {
      guard let count = section[tier]?.wholeNumber(in: 0...1_000_000) else { continue }
      registers.licences.append(GPULicence(customerID: id, hardwareTier: tier, gpuCount: count))
    }
  }
}
