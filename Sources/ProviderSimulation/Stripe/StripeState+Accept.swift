extension StripeState {
  /// The effects of taking the event, and the event; an unknown customer is taken and rejected later.
  func accept(
    _ submission: StripeSubmission, account: String, idempotencyKey: String, _ context: StripeContext
  ) throws(StripeSubmissionError) -> (event: StripeMeterEvent, effects: [StripeEffect]) {
    guard let meter = meter(eventName: submission.eventName) else {
      throw .noMeter(eventName: submission.eventName)
    }
    guard meter.status == .active else { throw .archivedMeter(eventName: submission.eventName) }
    guard let customer = submission.payload[meter.customerKey], !customer.isEmpty else {
      throw .noCustomer(key: meter.customerKey)
    }
    let value = try Self.value(of: submission, meter)
    let timestamp = submission.timestampSeconds ?? context.nowSeconds
    try Self.checkTime(timestamp, context)
    let identifier = submission.identifier ?? Identifiers.uuid("identifier", context.requestID)
    try checkUnused(StripeIdentifier(account: account, text: identifier), context)
    let event = StripeMeterEvent(
      series: StripeSeries(account: account, eventName: meter.eventName, customer: customer), value: value,
      identifier: identifier, timestampSeconds: timestamp, receivedAtSeconds: context.nowSeconds,
      fate: knows(customer: customer) ? .counted : .rejected)
    guard event.fate == .rejected else { return (event, [.eventAccepted(event)]) }
    let rejection = StripeRejection(
      code: "meter_event_customer_not_found", message: "No such customer: '\(customer)'", meterID: meter.id,
      idempotencyKey: idempotencyKey, atSeconds: context.nowSeconds)
    return (event, [.eventAccepted(event), .eventRejected(rejection)])
  }

  private func checkUnused(
    _ identifier: StripeIdentifier, _ context: StripeContext
  ) throws(StripeSubmissionError) {
    guard let index = latestEventIndexes[identifier],
      context.nowSeconds - events[index].receivedAtSeconds < StripeLimits.rollingSeconds
    else { return }
    throw .duplicate(identifier: identifier.text)
  }

  private static func value(
    of submission: StripeSubmission, _ meter: StripeMeter
  ) throws(StripeSubmissionError) -> ExactDecimal? {
    guard let text = submission.payload[meter.valueKey] else {
      if meter.formula == .count { return nil }
      throw .noValue(key: meter.valueKey)
    }
    guard isPlainDecimal(text) else { throw .invalidValue(text) }
    let significant = text.filter(\.isNumber).drop { $0 == "0" }
    guard significant.count <= StripeLimits.significantDigitsMax, let value = ExactDecimal(text) else {
      throw .tooManyDigits(text)
    }
    return value
  }

  private static func isPlainDecimal(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count <= 2
      && parts.allSatisfy { part in !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }

  private static func checkTime(_ timestamp: Int64, _ context: StripeContext) throws(StripeSubmissionError) {
    let earliest = context.nowSeconds - StripeLimits.pastSecondsMax
    let latest = context.nowSeconds + StripeLimits.futureSecondsMax
    if timestamp < earliest { throw .tooOld(earliestSeconds: earliest) }
    if timestamp > latest { throw .tooFarAhead(latestSeconds: latest) }
  }
}
