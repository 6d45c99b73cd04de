import StrictJSON

extension StripeState {
  /// `POST /v2/billing/meter_events`: JSON in, one event, errors with codes.
  func createMeterEventV2(_ request: ReceivedRequest, _ context: StripeContext) -> StripeDecision {
    do throws(StripeRefusalV2) {
      guard request.header("Stripe-Version") != nil else {
        throw StripeRefusalV2(
          code: "stripe_version_missing", message: "The Stripe-Version header is required for v2 requests.")
      }
      let document: JSONValue
      do throws(JSONError) {
        document = try JSONReader.read(request.body)
      } catch {
        throw StripeRefusalV2(code: "invalid_json", message: "\(error)")
      }
      return try take(try Self.submissionV2(document), request, context)
    } catch {
      return StripeDecision(answer: error.answer)
    }
  }

  private func take(
    _ submission: StripeSubmission, _ request: ReceivedRequest, _ context: StripeContext
  ) throws(StripeRefusalV2) -> StripeDecision {
    let accepted: (event: StripeMeterEvent, effects: [StripeEffect])
    do throws(StripeSubmissionError) {
      accepted = try accept(
        submission, account: Self.account(of: request, context),
        idempotencyKey: request.header("Idempotency-Key") ?? context.requestID, context)
    } catch {
      throw StripeRefusalV2(code: error.codeV2, message: error.message)
    }
    let answer = SimulatedAnswer(
      json: .members([
        "object": .string("v2.billing.meter_event"),
        "created": .string(UTC.textWithMilliseconds(context.nowSeconds)),
        "event_name": .string(submission.eventName), "identifier": .string(accepted.event.identifier),
        "livemode": .bool(context.livemode), "payload": Self.json(submission.payload),
        "timestamp": .string(UTC.textWithMilliseconds(accepted.event.timestampSeconds)),
      ]))
    return StripeDecision(answer: answer, effects: accepted.effects)
  }

  static func submissionV2(_ document: JSONValue) throws(StripeRefusalV2) -> StripeSubmission {
    guard let object = document.object else { throw .invalid("the body must be a JSON object") }
    if let key = object.keys.first(where: {
      !["event_name", "payload", "identifier", "timestamp"].contains($0)
    }) {
      throw StripeRefusalV2(code: "unknown_field", message: "Unknown field: \(key)")
    }
    guard let eventName = object["event_name"]?.string, !eventName.isEmpty else {
      throw .invalid("event_name is required and must be a string")
    }
    guard let members = object["payload"]?.object else {
      throw .invalid("payload is required and must be an object")
    }
    var payload: [String: String] = [:]
    for key in members.keys {
      guard let text = members[key]?.string else { throw .invalid("payload.\(key) must be a string") }
      payload[key] = text
    }
    var submission = StripeSubmission(eventName: eventName, payload: payload)
    if let identifier = object["identifier"] {
      guard let text = identifier.string else { throw .invalid("identifier must be a string") }
      submission.identifier = text
    }
    if let timestamp = object["timestamp"] {
      guard let seconds = timestamp.string.flatMap(UTC.seconds(rfc3339:)) else {
        throw .invalid("timestamp must be RFC 3339 text")
      }
      submission.timestampSeconds = seconds
    }
    return submission
  }
}
