import StrictJSON

/// How a Stripe meter reads its events, as the totals tell it.
struct TieOutMeter: Hashable, Sendable {
  let eventName: String
  let customerKey: String
  let valueKey: String
  let window: StripeMeter.EventTimeWindow?

  static func all(in totals: JSONValue) throws(SimulationInputError) -> [String: TieOutMeter] {
    var meters: [String: TieOutMeter] = [:]
    for meter in totals["stripe"]?["meters"]?.array ?? [] {
      guard let eventName = meter["event_name"]?.string, let customerKey = meter["customer_key"]?.string,
        let valueKey = meter["value_key"]?.string
      else { throw SimulationInputError("the totals do not say how a meter reads its events") }
      meters[eventName] = TieOutMeter(
        eventName: eventName, customerKey: customerKey, valueKey: valueKey,
        window: meter["event_time_window"]?.string.flatMap { StripeMeter.EventTimeWindow(rawValue: $0) })
    }
    return meters
  }

  func bucket(customer: String, atSeconds seconds: Int64) -> TieOutBucket {
    TieOutBucket(
      provider: "stripe", customer: customer, agreement: "", meter: eventName,
      startSeconds: UTC.floor(seconds, to: window?.seconds ?? UTC.hourSeconds), isReplaced: window != nil)
  }
}
