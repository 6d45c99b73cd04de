import StrictJSON

extension StripeState {
  /// `POST /v1/billing/meter_event_adjustments`: cancels one event within 24 hours of its receipt.
  func createAdjustment(
    _ request: ReceivedRequest, _ context: StripeContext
  ) throws(StripeRefusal) -> StripeDecision {
    let parameters = try StripeParameters(form: request)
    try parameters.allowOnly(plain: ["event_name", "type"], nested: ["cancel"])
    let eventName = try parameters.text("event_name", lengthMax: StripeLimits.eventNameLengthMax)
    guard try parameters.text("type") == "cancel" else {
      throw StripeRefusal.invalid("type", "Invalid type: must be cancel")
    }
    if let stranger = parameters.fields.nested("cancel").first(where: { $0.keys != ["identifier"] }) {
      throw StripeRefusal.unknown("cancel" + stranger.keys.map { "[\($0)]" }.joined())
    }
    guard let identifier = parameters.fields["cancel", "identifier"], !identifier.isEmpty else {
      throw StripeRefusal.missing("cancel[identifier]")
    }
    let key = StripeIdentifier(account: Self.account(of: request, context), text: identifier)
    try checkCancellable(key, eventName: eventName, context)
    let answer = SimulatedAnswer(
      json: .members([
        "object": .string("billing.meter_event_adjustment"),
        "cancel": .members(["identifier": .string(identifier)]), "event_name": .string(eventName),
        "livemode": .bool(context.livemode), "status": .string("pending"), "type": .string("cancel"),
      ]))
    return StripeDecision(answer: answer, effects: [.eventCancelled(key)], isStorable: true)
  }

  private func checkCancellable(
    _ key: StripeIdentifier, eventName: String, _ context: StripeContext
  ) throws(StripeRefusal) {
    guard let index = latestEventIndexes[key], events[index].series.eventName == eventName else {
      throw StripeRefusal.invalid("cancel[identifier]", "No event found with identifier \(key.text).")
    }
    guard context.nowSeconds - events[index].receivedAtSeconds < StripeLimits.rollingSeconds else {
      throw StripeRefusal.invalid(
        "cancel[identifier]",
        "The event with identifier \(key.text) was received more than 24 hours ago and "
          + "can no longer be cancelled."
      )
    }
    guard events[index].fate != .cancelled else {
      throw StripeRefusal.invalid(
        "cancel[identifier]", "The event with identifier \(key.text) is already cancelled.")
    }
  }
}
