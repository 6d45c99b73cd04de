import Billing

/// What a route tells about its events, checked against Stripe's limits.
struct StripeEventAddress: Hashable {
  let customer: String
  let meterID: String
  let eventName: String
  let customerKey: String
  let valueKey: String
  /// `none`, `hour` or `day`.
  let eventTimeWindow: String

  /// Reads a route's address.
  init(_ address: [String: String]) throws(FreezeError) {
    customer = try Self.text(
      address, RouteAddress.Stripe.customer, lengthMax: StripeLimits.payloadValueLengthMax)
    meterID = try Self.text(address, RouteAddress.Stripe.meterID, lengthMax: 255)
    eventName = try Self.text(
      address, RouteAddress.Stripe.eventName, lengthMax: StripeLimits.eventNameLengthMax)
    customerKey = try Self.text(address, RouteAddress.Stripe.customerKey, lengthMax: 100)
    valueKey = try Self.text(address, RouteAddress.Stripe.valueKey, lengthMax: 100)
    eventTimeWindow = try Self.text(address, RouteAddress.Stripe.eventTimeWindow, lengthMax: 4)
    guard customerKey != valueKey else {
      throw .addressInvalid(
        "customer_key and value_key are both \(customerKey); a meter reads two payload keys")
    }
    guard !(customerKey + valueKey).utf8.contains(where: { "[]".utf8.contains($0) }) else {
      throw .addressInvalid(
        "customer_key and value_key hold brackets; write the plain keys of the meter's payload")
    }
  }

  private static func text(
    _ address: [String: String], _ name: String, lengthMax: Int
  ) throws(FreezeError) -> String {
    guard let text = address[name], !text.isEmpty else {
      throw .addressInvalid("the route has no \(name); set it in the catalog")
    }
    guard text.unicodeScalars.count <= lengthMax else {
      throw .addressInvalid("\(name) has \(text.unicodeScalars.count) characters; Stripe takes \(lengthMax)")
    }
    return text
  }
}
