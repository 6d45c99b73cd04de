package import StrictJSON

/// A billing meter: which events count, for whom, and how.
package struct StripeMeter: Hashable, Sendable, Codable {
  /// How the events of a range become one value.
  package enum Formula: String, Hashable, Sendable, Codable {
    /// Values are added.
    case sum
    /// Events are counted.
    case count
    /// The value with the latest timestamp stands.
    case last
  }
  /// The windows events were aggregated for before they were sent; in each the last one received stands.
  package enum EventTimeWindow: String, Hashable, Sendable, Codable {
    /// UTC hours.
    case hour
    /// UTC days.
    case day

    /// The window's length in seconds.
    var seconds: Int64 { self == .hour ? UTC.hourSeconds : UTC.daySeconds }
  }
  /// Whether events are taken.
  package enum Status: String, Hashable, Sendable, Codable {
    /// Events are taken.
    case active
    /// The meter was deactivated; events are refused.
    case inactive
  }

  /// `mtr_...`.
  package var id: String
  /// What meter events call the meter.
  package var eventName: String
  /// The payload key that holds the customer.
  package var customerKey = "stripe_customer_id"
  /// The payload key that holds the value.
  package var valueKey = "value"
  /// How values become one.
  package var formula = Formula.sum
  /// Pre-aggregation, if any.
  package var eventTimeWindow: EventTimeWindow?
  /// Whether events are taken.
  package var status = Status.active
  /// The name people see.
  package var displayName: String

  /// An active meter with Stripe's default keys that sums.
  package init(id: String, eventName: String) {
    self.id = id
    self.eventName = eventName
    displayName = eventName
  }
}

extension StripeMeter {
  /// Reads one member of a meters file; `event_name` is needed, everything else has Stripe's defaults.
  init(_ value: JSONValue) throws(SimulationInputError) {
    let input = try InputObject(value, named: "a meter")
    try input.allowOnly([
      "id", "event_name", "customer_key", "value_key", "formula", "event_time_window", "status",
      "display_name",
    ])
    let eventName = try input.text("event_name")
    self.init(
      id: try input.optionalText("id") ?? Identifiers.opaque("mtr_test_", eventName), eventName: eventName)
    customerKey = try input.optionalText("customer_key") ?? customerKey
    valueKey = try input.optionalText("value_key") ?? valueKey
    formula = try input.optionalChoice("formula") ?? formula
    eventTimeWindow = try input.optionalChoice("event_time_window")
    status = try input.optionalChoice("status") ?? status
    displayName = try input.optionalText("display_name") ?? eventName
  }

  /// Reads a meters file: a JSON list.
  package static func list(_ value: JSONValue) throws(SimulationInputError) -> [StripeMeter] {
    guard let elements = value.array else { throw SimulationInputError("meters belong in a JSON list") }
    var meters: [StripeMeter] = []
    for element in elements { meters.append(try StripeMeter(element)) }
    return meters
  }

  /// The `billing.meter` object.
  func json(livemode: Bool) -> JSONValue {
    .members([
      "id": .string(id), "object": .string("billing.meter"), "created": .integer(1_700_000_000),
      "customer_mapping": .members(["event_payload_key": .string(customerKey), "type": .string("by_id")]),
      "default_aggregation": .members(["formula": .string(formula.rawValue)]),
      "display_name": .string(displayName), "event_name": .string(eventName),
      "event_time_window": eventTimeWindow.map { .string($0.rawValue) } ?? .null, "livemode": .bool(livemode),
      "status": .string(status.rawValue),
      "status_transitions": .members(["deactivated_at": status == .active ? .null : .integer(1_700_000_000)]),
      "updated": .integer(1_700_000_000),
      "value_settings": .members(["event_payload_key": .string(valueKey)]),
    ])
  }
}
