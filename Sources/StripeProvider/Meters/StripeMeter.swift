import StrictJSON

/// A billing meter as Stripe describes it.
struct StripeMeter: Hashable {
  let id: String
  let eventName: String
  let customerKey: String
  /// Absent on meters that count events.
  let valueKey: String?
  let formula: String
  /// `none`, `hour` or `day`.
  let eventTimeWindow: String
  let isActive: Bool
  let isLive: Bool

  /// Reads the answer of `GET /v1/billing/meters/{id}`; `nil` when it is no meter.
  init?(_ body: [UInt8]) {
    // Whatever else the body is, the meter stays unknown: the look-up says so and the next run asks again.
    guard let meter = (try? JSONReader.read(body))?.object, meter["object"]?.string == "billing.meter",
      let id = meter["id"]?.string, let eventName = meter["event_name"]?.string,
      let customerKey = meter["customer_mapping"]?["event_payload_key"]?.string,
      let formula = meter["default_aggregation"]?["formula"]?.string, let status = meter["status"]?.string,
      let isLive = meter["livemode"]?.bool
    else { return nil }
    self.id = id
    self.eventName = eventName
    self.customerKey = customerKey
    self.formula = formula
    self.isLive = isLive
    valueKey = meter["value_settings"]?["event_payload_key"]?.string
    eventTimeWindow = meter["event_time_window"]?.string ?? "none"
    isActive = status == "active"
  }

  /// Why events of `address` must not be sent to this meter, or `nil` when both agree.
  func disagreement(with address: StripeEventAddress) -> String? {
    guard isActive else { return "the Stripe meter \(id) is not active; reactivate it or name another meter" }
    let pairs: [(name: String, declared: String, found: String)] = [
      ("id", address.meterID, id), ("event_name", address.eventName, eventName),
      ("customer_key", address.customerKey, customerKey), ("value_key", address.valueKey, valueKey ?? "none"),
      ("event_time_window", address.eventTimeWindow, eventTimeWindow), ("formula", "sum", formula),
    ]
    let differing = pairs.filter { $0.declared != $0.found }.map { pair in
      "\(pair.name) is \(pair.found) at Stripe and \(pair.declared) here"
    }
    guard !differing.isEmpty else { return nil }
    return SafeText.message("the Stripe meter \(address.meterID) differs from the catalog: ")
      + SafeText.message(differing.joined(separator: ", "))
  }
}
