import StrictJSON

extension StripeState {
  /// `GET /v1/billing/meters`.
  func listMeters(_ request: ReceivedRequest, _ context: StripeContext) throws(StripeRefusal)
    -> StripeDecision
  {
    let parameters = try StripeParameters(query: request)
    try parameters.allowOnly(plain: ["status", "limit", "starting_after", "ending_before"])
    var listed = meters
    if let text = try parameters.optionalText("status") {
      guard let status = StripeMeter.Status(rawValue: text) else {
        throw StripeRefusal.invalid("status", "Invalid status: must be one of active or inactive")
      }
      listed = listed.filter { $0.status == status }
    }
    let objects = listed.map { (id: $0.id, json: $0.json(livemode: context.livemode)) }
    return StripeDecision(answer: try Self.page(objects, parameters, url: request.path))
  }

  /// `GET /v1/billing/meters/{id}`.
  func retrieveMeter(id: String, _ context: StripeContext) throws(StripeRefusal) -> StripeDecision {
    guard let meter = meter(id: id) else { throw StripeRefusal.notFound("billing meter", id: id) }
    return StripeDecision(answer: SimulatedAnswer(json: meter.json(livemode: context.livemode)))
  }

  /// `GET /v1/account`.
  func retrieveAccount(_ context: StripeContext) -> StripeDecision {
    StripeDecision(
      answer: SimulatedAnswer(
        json: .members([
          "id": .string(context.accountID), "object": .string("account"), "charges_enabled": .bool(true),
          "country": .string("US"), "default_currency": .string("usd"), "details_submitted": .bool(true),
          "payouts_enabled": .bool(true), "type": .string("standard"),
        ])))
  }

  /// One page of a list in the order given, by `limit`, `starting_after` and `ending_before`.
  static func page(
    _ objects: [(id: String, json: JSONValue)], _ parameters: StripeParameters, url: String
  ) throws(StripeRefusal) -> SimulatedAnswer {
    let length = try parameters.pageLength()
    var rest = objects[...]
    var hasMore = false
    if let cursor = try parameters.optionalText("starting_after") {
      rest = objects[(try position(of: cursor, in: objects, "starting_after") + 1)...]
      hasMore = rest.count > length
      rest = rest.prefix(length)
    } else if let cursor = try parameters.optionalText("ending_before") {
      rest = objects[..<(try position(of: cursor, in: objects, "ending_before"))]
      hasMore = rest.count > length
      rest = rest.suffix(length)
    } else {
      hasMore = rest.count > length
      rest = rest.prefix(length)
    }
    return SimulatedAnswer(
      json: .members([
        "object": .string("list"), "data": .array(rest.map(\.json)), "has_more": .bool(hasMore),
        "url": .string(url),
      ]))
  }

  private static func position(
    of cursor: String, in objects: [(id: String, json: JSONValue)], _ name: String
  ) throws(StripeRefusal) -> Int {
    guard let position = objects.firstIndex(where: { $0.id == cursor }) else {
      throw StripeRefusal.invalid(name, "No such object: '\(cursor)'", code: "resource_missing")
    }
    return position
  }
}
