/// Why a meter event is refused at once.
enum StripeSubmissionError: Error, Hashable, Sendable {
  case noMeter(eventName: String)
  case archivedMeter(eventName: String)
  case noCustomer(key: String)
  case noValue(key: String)
  case invalidValue(String)
  case tooManyDigits(String)
  case tooOld(earliestSeconds: Int64)
  case tooFarAhead(latestSeconds: Int64)
  case duplicate(identifier: String)

  /// The words of Stripe where they were seen, close to them elsewhere.
  var message: String {
    switch self {
    case .noMeter(let name): "No active meter found for event name \(name)."
    case .archivedMeter(let name): "No active meter found for event name \(name): the meter is inactive."
    case .noCustomer(let key): "Customer mapping key \(key) not found in payload."
    case .noValue(let key): "Value key \(key) not found in payload."
    case .invalidValue(let value):
      "The value in the event payload must be a decimal number. Received `\(value)`."
    case .tooManyDigits(let value):
      "The value in the event payload can have at most \(StripeLimits.significantDigitsMax) digits. "
        + "Received `\(value)`."
    case .tooOld(let earliest):
      "The event timestamp cannot be more than 35 days in past. "
        + "Expected a timestamp greater than or equal to \(earliest)."
    case .tooFarAhead(let latest):
      "The event timestamp cannot be more than 5 minutes in the future. "
        + "Expected a timestamp less than or equal to \(latest)."
    case .duplicate(let identifier): "An event already exists with identifier \(identifier)."
    }
  }

  /// The error of the first API version: no code, even for a duplicate, which alone Stripe says not to retry.
  var refusal: StripeRefusal {
    var refusal = StripeRefusal(message: message)
    if case .duplicate = self {
      refusal.shouldRetry = false
      refusal.isStorable = true
    }
    return refusal
  }

  /// The error code of the second API version.
  var codeV2: String {
    switch self {
    case .noMeter: "no_meter"
    case .archivedMeter: "archived_meter"
    case .noCustomer: "payload_no_customer_defined"
    case .noValue: "payload_no_value_defined"
    case .invalidValue, .tooManyDigits: "payload_invalid_value"
    case .tooOld: "timestamp_too_far_in_past"
    case .tooFarAhead: "timestamp_in_future"
    case .duplicate: "duplicate_meter_event"
    }
  }
}
