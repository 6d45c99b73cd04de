import StrictJSON

/// One item of a ledger that reached its provider, or may have.
struct TieOutItem: Hashable, Sendable {
  /// States in which a provider may or may not count an item.
  private static let openStates = ["in_flight", "unknown", "parked"]

  let bucket: TieOutBucket
  let value: ExactDecimal
  let revision: Int
  let isDelivered: Bool

  /// Reads an item; `nil` when its state says that the provider counts nothing of it.
  init?(_ item: JSONValue, _ meters: [String: TieOutMeter]) throws(SimulationInputError) {
    guard let state = item["state"]?.string, let provider = item["provider"]?.string,
      let payload = item["payload"]?.string
    else { throw SimulationInputError("an item needs \"provider\", \"state\" and \"payload\", all strings") }
    guard state == "delivered" || Self.openStates.contains(state) else { return nil }
    isDelivered = state == "delivered"
    revision = item["revision"]?.number.flatMap { Int($0) } ?? 0
    switch provider {
    case "stripe": (bucket, value) = try Self.event(payload, meters)
    case "aws": (bucket, value) = try Self.record(payload, item["address"])
    default:
      throw SimulationInputError("\"provider\" of an item cannot be \"\(provider)\"; it is stripe or aws")
    }
  }

  private static func event(
    _ payload: String, _ meters: [String: TieOutMeter]
  ) throws(SimulationInputError) -> (TieOutBucket, ExactDecimal) {
    guard let fields = FormFields(payload), let name = fields["event_name"], let meter = meters[name],
      let customer = fields["payload", meter.customerKey],
      let value = fields["payload", meter.valueKey].flatMap({ ExactDecimal($0) }),
      let seconds = fields["timestamp"].flatMap({ Int64($0) })
    else { throw SimulationInputError("a Stripe payload is not a meter event of a known meter: \(payload)") }
    return (meter.bucket(customer: customer, atSeconds: seconds), value)
  }

  /// The region and the product code are not in a record's bytes, so the route's address tells them.
  private static func record(
    _ payload: String, _ address: JSONValue?
  ) throws(SimulationInputError) -> (TieOutBucket, ExactDecimal) {
    // The message shows the payload itself, which says more than where it stops being JSON.
    guard let record = try? JSONReader.read(text: payload), let dimension = record["Dimension"]?.string,
      let customer = (record["CustomerAWSAccountId"] ?? record["CustomerIdentifier"])?.string,
      let value = (record["QuantityAsDecimal"]?.string ?? record["Quantity"]?.number).flatMap({
        ExactDecimal($0)
      }),
      let seconds = record["Timestamp"]?.number.flatMap(EpochSeconds.read),
      let region = address?["region"]?.string,
      let agreement = (record["LicenseArn"] ?? address?["product_code"])?.string
    else {
      throw SimulationInputError("an AWS item is not a usage record with a region and a product: \(payload)")
    }
    let bucket = TieOutBucket(
      provider: "aws", customer: customer, agreement: "\(region) \(agreement)", meter: dimension,
      startSeconds: UTC.floor(seconds, to: UTC.hourSeconds), isReplaced: false)
    return (bucket, value)
  }
}
