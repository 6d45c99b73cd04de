import StrictJSON

extension StripeState {
  /// `GET /v2/core/events`: error reports by type, object and time, paged by `next_page_url`.
  func listEvents(_ request: ReceivedRequest, _ context: StripeContext) throws(StripeRefusal)
    -> StripeDecision
  {
    let parameters = try StripeParameters(query: request)
    try parameters.allowOnly(plain: ["object_id", "limit", "page"], nested: ["types", "created"])
    let types = parameters.fields.nested("types").map(\.value)
    var reports = errorReports(context)
    if !types.isEmpty { reports = reports.filter { types.contains($0.type) } }
    if let object = try parameters.optionalText("object_id") {
      reports = reports.filter { $0.meterID == object }
    }
    for field in parameters.fields.nested("created") {
      let isKept = try Self.bound(field)
      reports = reports.filter { isKept($0.createdAtSeconds) }
    }
    if let page = try parameters.optionalText("page") {
      guard let index = reports.firstIndex(where: { $0.id == page }) else {
        throw StripeRefusal.invalid("page", "No such page: '\(page)'")
      }
      reports.removeFirst(index)
    }
    let length = try parameters.pageLength()
    let next = reports.count > length ? Self.nextPage(request, parameters, from: reports[length].id) : nil
    let answer = SimulatedAnswer(
      json: .members([
        "data": .array(reports.prefix(length).map { $0.json(livemode: context.livemode) }),
        "next_page_url": next.map { .string($0) } ?? .null, "previous_page_url": .null,
      ]))
    return StripeDecision(answer: answer)
  }

  /// `GET /v2/core/events/{id}`.
  func retrieveEvent(id: String, _ context: StripeContext) throws(StripeRefusal) -> StripeDecision {
    guard let report = errorReports(context).first(where: { $0.id == id }) else {
      throw StripeRefusal.notFound("event", id: id)
    }
    return StripeDecision(answer: SimulatedAnswer(json: report.json(livemode: context.livemode)))
  }

  private static func bound(_ field: FormFields.Field) throws(StripeRefusal) -> (Int64) -> Bool {
    guard let seconds = UTC.seconds(rfc3339: field.value) else {
      throw StripeRefusal.invalid("created", "Invalid timestamp: \(field.value)")
    }
    switch field.keys {
    case ["gt"]: return { $0 > seconds }
    case ["gte"]: return { $0 >= seconds }
    case ["lt"]: return { $0 < seconds }
    case ["lte"]: return { $0 <= seconds }
    default: throw StripeRefusal.unknown("created" + field.keys.map { "[\($0)]" }.joined())
    }
  }

  private static func nextPage(
    _ request: ReceivedRequest, _ parameters: StripeParameters, from id: String
  ) -> String {
    let kept = request.query.split(separator: "&").filter { !$0.hasPrefix("page=") }
    return request.path + "?" + (kept.map(String.init) + ["page=\(id)"]).joined(separator: "&")
  }
}
