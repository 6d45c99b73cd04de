import Billing

/// A customer and what its projects inherit.
struct CustomerEntry {
  let id: String
  let currency: Currency
  let stripeCustomerID: String?
  let aws: AWSIdentity?

  static let keys = ["id", "name", "currency", "stripe_customer_id", "aws"]

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
    guard let currency else { return }
    registers.customers[id] = CustomerEntry(
      id: id, currency: currency, stripeCustomerID: stripeCustomerID, aws: aws)
  }
}
