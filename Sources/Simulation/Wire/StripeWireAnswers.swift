import Billing
import HTTPTransport
import StrictJSON

/// Stripe's answers in bytes, as its interface documents them.
enum StripeWireAnswers {
  /// 200 with the event that was taken.
  static func event(
    _ event: StripeWireEvent, isLive: Bool = false, isReplayed: Bool, date: Instant
  ) -> HTTPOutcome {
    let body = JSONValue.members([
      "object": .string("billing.meter_event"), "created": .integer(date.epochSeconds),
      "event_name": .string(event.eventName), "identifier": .string(event.request.identifier),
      "livemode": .bool(isLive), "payload": .object(payload(event)),
      "timestamp": .integer(event.timestamp),
    ])
    let replayed = isReplayed ? [HTTPHeader("Idempotent-Replayed", "true")] : []
    return json(200, body, date: date, headers: replayed)
  }

  private static func payload(_ event: StripeWireEvent) -> JSONObject {
    JSONObject(event.payload.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
  }

  /// `{"error": {"type", "message"}}`
  static func error(
    _ status: Int, _ message: String, type: String = "invalid_request_error", date: Instant,
    headers: [HTTPHeader] = []
  ) -> HTTPOutcome {
    json(
      status, .members(["error": .members(["message": .string(message), "type": .string(type)])]),
      date: date, headers: headers)
  }

  /// 200 with a meter as it is set up, active or archived.
  static func meter(_ route: Route, isActive: Bool, date: Instant) -> HTTPOutcome {
    func word(_ key: String) -> JSONValue { .string(route.address[key] ?? "") }
    return json(
      200,
      .members([
        "id": word(RouteAddress.Stripe.meterID), "object": .string("billing.meter"),
        "customer_mapping": .members([
          "event_payload_key": word(RouteAddress.Stripe.customerKey), "type": .string("by_id"),
        ]),
        "default_aggregation": .members(["formula": .string("sum")]),
        "event_name": word(RouteAddress.Stripe.eventName),
        "event_time_window": window(route), "livemode": .bool(false),
        "status": .string(isActive ? "active" : "inactive"),
        "value_settings": .members(["event_payload_key": word(RouteAddress.Stripe.valueKey)]),
      ]), date: date)
  }

  private static func window(_ route: Route) -> JSONValue {
    let name = route.address[RouteAddress.Stripe.eventTimeWindow]
    return name == "none" ? .null : name.map { .string($0) } ?? .null
  }

  /// 200 with one summary, or with none where nothing counts.
  static func summaries(
    meterID: String, _ hours: BillingWindow, units: Int128, digits: Int, date: Instant
  ) -> HTTPOutcome {
    let summary = JSONValue.members([
      "id": .string("mtrusg_1"), "object": .string("billing.meter_event_summary"),
      "aggregated_value": .number(GridText.format(units, gridDigits: digits)),
      "end_time": .integer(hours.end.start.epochSeconds), "livemode": .bool(false),
      "meter": .string(meterID), "start_time": .integer(hours.start.start.epochSeconds),
    ])
    return json(
      200,
      .members([
        "object": .string("list"), "data": .array(units == 0 ? [] : [summary]), "has_more": .bool(false),
        "url": .string("/v1/billing/meters/\(meterID)/event_summaries"),
      ]), date: date)
  }

  private static func json(
    _ status: Int, _ body: JSONValue, date: Instant, headers: [HTTPHeader] = []
  ) -> HTTPOutcome {
    .answer(
      status, JSONWriter.compact(body), date: date,
      headers: headers + [HTTPHeader("Request-Id", "req_simulated")])
  }
}
