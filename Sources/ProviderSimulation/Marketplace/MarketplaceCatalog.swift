package import StrictJSON

/// What is sold to whom. Without a catalog every dimension, licence and buyer is known.
package struct MarketplaceCatalog: Hashable, Sendable {
  /// A product of the legacy kind, metered by product code.
  struct Product: Hashable, Sendable {
    let code: String
    let dimensions: Set<String>
    /// Buyers (account numbers or customer identifiers) with a subscription.
    let customers: Set<String>
  }
  /// A licence one buyer holds.
  struct License: Hashable, Sendable {
    let arn: String
    let account: String
    let dimensions: Set<String>
    let isSubscribed: Bool
    let startSeconds: Int64?
    let endSeconds: Int64?
  }
  let products: [Product]
  let licenses: [License]
  /// Regions where the call is enabled; `nil` for all.
  let regions: Set<String>?

  /// Reads a catalog file: an object with `products`, `licenses` and `regions`.
  package init(_ value: JSONValue) throws(SimulationInputError) {
    let input = try InputObject(value, named: "the AWS catalog")
    try input.allowOnly(["products", "licenses", "regions"])
    var products: [Product] = []
    for element in input.value("products")?.array ?? [] { products.append(try Self.product(element)) }
    var licenses: [License] = []
    for element in input.value("licenses")?.array ?? [] { licenses.append(try Self.license(element)) }
    self.products = products
    self.licenses = licenses
    regions = try input.optionalTexts("regions").map { Set($0) }
  }

  private static func product(_ value: JSONValue) throws(SimulationInputError) -> Product {
    let input = try InputObject(value, named: "a product")
    try input.allowOnly(["code", "dimensions", "customers"])
    return Product(
      code: try input.text("code"), dimensions: Set(try input.optionalTexts("dimensions") ?? []),
      customers: Set(try input.optionalTexts("customers") ?? []))
  }

  private static func license(_ value: JSONValue) throws(SimulationInputError) -> License {
    let input = try InputObject(value, named: "a license")
    try input.allowOnly(["arn", "account", "dimensions", "is_subscribed", "start", "end"])
    return License(
      arn: try input.text("arn"), account: try input.text("account"),
      dimensions: Set(try input.optionalTexts("dimensions") ?? []),
      isSubscribed: try input.optionalBool("is_subscribed") ?? true,
      startSeconds: try time(input, "start"), endSeconds: try time(input, "end"))
  }

  private static func time(_ input: InputObject, _ key: String) throws(SimulationInputError) -> Int64? {
    guard let text = try input.optionalText(key) else { return nil }
    guard let seconds = UTC.seconds(rfc3339: text) else {
      throw SimulationInputError("\"\(key)\" of a license must be RFC 3339 text, found \"\(text)\"")
    }
    return seconds
  }
}

extension MarketplaceCatalog {
  /// Refuses a record whose product, licence or dimension does not exist, as AWS does: with the whole batch.
  func check(_ record: UsageRecord, productCode: String?) throws(AWSRefusal) {
    let dimensions: Set<String>
    if let arn = record.licenseArn {
      guard let license = licenses.first(where: { $0.arn == arn }), license.account == record.buyer.text,
        record.timestampSeconds >= license.startSeconds ?? .min,
        record.timestampSeconds < license.endSeconds ?? .max
      else {
        throw AWSRefusal(
          "InvalidLicenseException",
          "Ensure the LicenseArn is valid, matches the customer, and usage is within the license "
            + "activation period."
        )
      }
      dimensions = license.dimensions
    } else {
      guard let product = products.first(where: { $0.code == productCode }) else {
        throw AWSRefusal(
          "InvalidProductCodeException",
          "The product code passed does not match the product code used for publishing the product.")
      }
      dimensions = product.dimensions
    }
    guard dimensions.contains(record.dimension) else {
      throw AWSRefusal(
        "InvalidUsageDimensionException",
        "The usage dimension does not match one of the UsageDimensions associated with products.")
    }
  }

  /// Whether the buyer of a record that passed `check` may be billed.
  func isSubscribed(_ record: UsageRecord, productCode: String?) -> Bool {
    if let arn = record.licenseArn { return licenses.contains { $0.arn == arn && $0.isSubscribed } }
    return products.contains { $0.code == productCode && $0.customers.contains(record.buyer.text) }
  }
}
