import StrictJSON

extension StripeState {
  /// `GET /v1/billing/meters/{id}/event_summaries`, newest first.
  func listSummaries(
    meterID: String, _ request: ReceivedRequest, _ context: StripeContext
  ) throws(StripeRefusal) -> StripeDecision {
    guard let meter = meter(id: meterID) else { throw StripeRefusal.notFound("billing meter", id: meterID) }
    let parameters = try StripeParameters(query: request)
    try parameters.allowOnly(plain: [
      "customer", "start_time", "end_time", "value_grouping_window", "limit", "starting_after",
      "ending_before",
    ])
    let series = StripeSeries(
      account: Self.account(of: request, context), eventName: meter.eventName,
      customer: try parameters.text("customer"))
    let window = try Self.groupingWindow(parameters)
    let range = try Self.range(parameters, alignedTo: window?.seconds ?? 60)
    let objects = summaries(series, meter, in: range, by: window, context)
    return StripeDecision(answer: try Self.page(objects, parameters, url: request.path))
  }

  private static func groupingWindow(
    _ parameters: StripeParameters
  ) throws(StripeRefusal) -> StripeMeter.EventTimeWindow? {
    guard let text = try parameters.optionalText("value_grouping_window") else { return nil }
    guard let window = StripeMeter.EventTimeWindow(rawValue: text) else {
      throw StripeRefusal.invalid(
        "value_grouping_window", "Invalid value_grouping_window: must be one of day or hour")
    }
    return window
  }

  private static func range(
    _ parameters: StripeParameters, alignedTo length: Int64
  ) throws(StripeRefusal) -> Range<Int64> {
    let start = try parameters.integer("start_time")
    let end = try parameters.integer("end_time")
    let boundary = length == 60 ? "minute" : length == UTC.hourSeconds ? "UTC hour" : "UTC day"
    for (name, seconds) in [("start_time", start), ("end_time", end)] where seconds % length != 0 {
      throw StripeRefusal.invalid(
        name, "\(name) must be aligned with \(boundary) boundaries. Received \(seconds).")
    }
    guard start < end else {
      throw StripeRefusal.invalid("end_time", "end_time must be after start_time.")
    }
    return start..<end
  }

  private func summaries(
    _ series: StripeSeries, _ meter: StripeMeter, in range: Range<Int64>,
    by window: StripeMeter.EventTimeWindow?,
    _ context: StripeContext
  ) -> [(id: String, json: JSONValue)] {
    let visible = counted(
      series, meter: meter, in: range, receivedUpToSeconds: context.nowSeconds - context.summaryLagSeconds)
    let length = window?.seconds ?? (range.upperBound - range.lowerBound)
    let groups = Dictionary(grouping: visible) { event in
      window == nil ? range.lowerBound : UTC.floor(event.timestampSeconds, to: length)
    }
    return groups.keys.sorted(by: >).compactMap { start in
      guard let value = Self.aggregate(groups[start] ?? [], meter) else { return nil }
      let id = Identifiers.opaque(
        "mtrusg_test_", meter.id, series.account, series.customer, "\(start)+\(length)")
      return (id, Self.summary(id: id, value, start..<start + length, meter, context))
    }
  }

  private static func summary(
    id: String, _ value: ExactDecimal, _ range: Range<Int64>, _ meter: StripeMeter, _ context: StripeContext
  ) -> JSONValue {
    .members([
      "id": .string(id), "object": .string("billing.meter_event_summary"),
      "aggregated_value": .number(value.text),
      "end_time": .integer(range.upperBound), "livemode": .bool(context.livemode), "meter": .string(meter.id),
      "start_time": .integer(range.lowerBound),
    ])
  }
}
