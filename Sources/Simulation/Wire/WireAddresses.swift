import Billing

/// Series and addresses as the configuration writes them for the adapters. Some names need what the encoders write
/// for them: a space, a slash, a plus.
enum WireAddresses {
  static func stripe(
    customerIndex: Int, meterID: String, window: String
  ) -> (series: String, address: [String: String]) {
    let customer = "cus_sim\(customerIndex)"
    let eventName = meterID == "hours" ? "gpu hours/eu" : "tokens+cached"
    return (
      "stripe|-|test|\(customer)|\(eventName)",
      [
        RouteAddress.Stripe.customer: customer, RouteAddress.Stripe.meterID: "mtr_test_\(meterID)",
        RouteAddress.Stripe.eventName: eventName, RouteAddress.Stripe.customerKey: "stripe_customer_id",
        RouteAddress.Stripe.valueKey: "value", RouteAddress.Stripe.eventTimeWindow: window,
      ]
    )
  }

  /// A buyer who has not the first project lives in another region, so that a run speaks to two.
  static func aws(
    buyerIndex: Int, meterID: String, isDecimal: Bool, isLegacy: Bool, tagsProjects: Bool
  ) -> (series: String, address: [String: String]) {
    let region = buyerIndex == 1 ? "eu-west-1" : "us-east-1"
    let dimension = meterID == "hours" ? "gpu/hours" : "tokens"
    var address = [
      RouteAddress.AWS.region: region, RouteAddress.AWS.dimension: dimension,
      RouteAddress.AWS.quantityKind: isDecimal ? "decimal" : "integer",
    ]
    if isLegacy {
      address[RouteAddress.AWS.productCode] = "productsim"
      address[RouteAddress.AWS.customerIdentifier] = "buyer\(buyerIndex)"
    } else {
      address[RouteAddress.AWS.accountID] = "00000000000\(buyerIndex)"
      address[RouteAddress.AWS.licenseARN] =
        "arn:aws:license-manager::294406891311:license:l-sim\(buyerIndex)"
    }
    if tagsProjects { address[RouteAddress.AWS.projectTagKey] = "project" }
    return ("aws|\(region)|buyer\(buyerIndex)|\(dimension)", address)
  }
}
