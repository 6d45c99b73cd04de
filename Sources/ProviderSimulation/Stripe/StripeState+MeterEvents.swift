import StrictJSON

extension StripeState {
  /// `POST /v1/billing/meter_events`.
  func createMeterEvent(
    _ request: ReceivedRequest, _ context: StripeContext
  ) throws(StripeRefusal) -> StripeDecision {
    let parameters = try StripeParameters(form: request)
    let submission = try Self.submission(parameters)
    let accepted: (event: StripeMeterEvent, effects: [StripeEffect])
    do throws(StripeSubmissionError) {
      accepted = try accept(
        submission, account: Self.account(of: request, context),
        idempotencyKey: request.header("Idempotency-Key") ?? context.requestID, context)
    } catch {
      throw error.refusal
    }
    let answer = SimulatedAnswer(
      json: .members([
        "object": .string("billing.meter_event"), "created": .integer(context.nowSeconds),
        "event_name": .string(submission.eventName), "identifier": .string(accepted.event.identifier),
        "livemode": .bool(context.livemode), "payload": Self.json(submission.payload),
        "timestamp": .integer(accepted.event.timestampSeconds),
      ]))
    return StripeDecision(answer: answer, effects: accepted.effects, isStorable: true)
  }

  /// The customer and meter a submission is for, before any rule is applied; two such may not overlap.
  func series(of request: ReceivedRequest, _ context: StripeContext) -> StripeSeries? {
    // A request that is refused anyway cannot overlap another; the endpoint itself says why it is refused.
    let submission: StripeSubmission?
    switch StripeEndpoint(method: request.method, path: request.path) {
    case .createMeterEvent:
      submission = (try? StripeParameters(form: request)).flatMap { try? Self.submission($0) }
    case .createMeterEventV2:
      submission = (try? JSONReader.read(request.body)).flatMap { try? Self.submissionV2($0) }
    default: return nil
    }
    guard let submission, let meter = meter(eventName: submission.eventName),
      let customer = submission.payload[meter.customerKey]
    else { return nil }
    return StripeSeries(
      account: Self.account(of: request, context), eventName: meter.eventName, customer: customer)
  }

  static func submission(_ parameters: StripeParameters) throws(StripeRefusal) -> StripeSubmission {
    try parameters.allowOnly(plain: ["event_name", "identifier", "timestamp"], nested: ["payload"])
    var payload: [String: String] = [:]
    for field in parameters.fields.nested("payload") {
      guard field.keys.count == 1, !field.keys[0].isEmpty else {
        let name = "payload" + field.keys.map { "[\($0)]" }.joined()
        throw StripeRefusal.invalid(
          name, "Invalid payload: nested values are not supported; \(name) must be a string.")
      }
      let length = field.value.unicodeScalars.count
      guard length <= StripeLimits.payloadValueLengthMax else {
        throw StripeRefusal.tooLong(
          "payload[\(field.keys[0])]", length: length, lengthMax: StripeLimits.payloadValueLengthMax)
      }
      payload[field.keys[0]] = field.value
    }
    let eventName = try parameters.text("event_name", lengthMax: StripeLimits.eventNameLengthMax)
    guard !payload.isEmpty else { throw StripeRefusal.missing("payload") }
    return StripeSubmission(
      eventName: eventName, payload: payload,
      identifier: try parameters.optionalText("identifier", lengthMax: StripeLimits.identifierLengthMax),
      timestampSeconds: try parameters.optionalInteger("timestamp"))
  }

  static func json(_ payload: [String: String]) -> JSONValue {
    .object(JSONObject(payload.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
  }
}
