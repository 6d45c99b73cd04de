import Billing
import HTTPTransport
import StrictJSON

@testable import StripeProvider

extension FuzzTarget {
  private static let identifier = "ag1_r75vqzpxd3lhkzjbkosvu3da3zqe3mg7ybzv32ys"
  private static let sent = StripeSentEvent(Array(frozen.utf8))
  private static let frozen =
    "event_name=gpu_hours_used&payload[stripe_customer_id]=cus_Kelvin0001&payload[value]=17420000"
    + "&identifier=\(identifier)&timestamp=1795195800"

  /// An answer of Stripe, read as the answer to a meter event, to a look-up of a meter and to a look at a summary.
  static let stripeAnswers = FuzzTarget(
    name: "stripe-answers",
    words: [
      "200|", "400|", "409|", "429|Retry-After: 3|", "500|", "|Idempotent-Replayed: true",
      "|Request-Id: req_1",
      "|Stripe-Should-Retry: true", "billing.meter_event", "billing.meter", "billing.meter_event_summary",
      "livemode",
      identifier, "cus_Kelvin0001", "17420000", "1795195800", "gpu_hours_used", "stripe_customer_id",
      "payload",
      "An event already exists with identifier ", "idempotency_error", "mtr_1", "\"has_more\":false",
    ]
  ) { bytes throws(BrokenRule) in
    guard let response = HTTPResponse(fuzzed: bytes), let sent else {
      return .refused
    }
    let verdict = StripeAnswer.verdict(on: .answered(response), sent: sent, isLive: false)
    try checkDelivery(verdict, response)
    try checkWords(verdict)
    try checkLookUps(response)
    switch verdict {
    case .counted, .countedBefore: return .accepted
    default: return .refused
    }
  }

  /// Delivered only when the body is the very event, or names our very identifier as one that exists.
  private static func checkDelivery(_ verdict: StripeVerdict, _ response: HTTPResponse) throws(BrokenRule) {
    let isCounted =
      switch verdict {
      case .counted, .countedBefore: true
      default: false
      }
    guard isCounted else { return }
    let body = try? JSONReader.read(response.body)
    func isText(_ value: JSONValue?, _ text: String) -> Bool {
      value?.string.map { $0.utf8.elementsEqual(text.utf8) } ?? false
    }
    let isEcho =
      response.status == 200 && isText(body?["object"], "billing.meter_event")
      && isText(body?["identifier"], identifier) && isText(body?["event_name"], "gpu_hours_used")
      && body?["timestamp"] == .number("1795195800") && body?["livemode"] == .bool(false)
      && isText(body?["payload"]?["stripe_customer_id"], "cus_Kelvin0001")
      && isText(body?["payload"]?["value"], "17420000")
    let exists = "An event already exists with identifier \(identifier)"
    let message = body?["error"]?["message"]
    let isKnown = response.status == 400 && (isText(message, exists) || isText(message, exists + "."))
    try BrokenRule.unless(isEcho || isKnown, "\(verdict) by an answer that is no echo")
  }

  private static func checkWords(_ verdict: StripeVerdict) throws(BrokenRule) {
    switch verdict {
    case .counted, .countedBefore: return
    case .refusedForNow(let words, let seconds), .ambiguous(let words, _, let seconds):
      try BrokenRule.unless((0...86_400).contains(seconds ?? 0), "waits for \(seconds ?? 0) seconds")
      try PeopleText.check(words)
    case .credentialsRefused(let words), .misconfigured(let words), .tooOld(let words),
      .contentRefused(let words),
      .contradicted(let words), .countedOtherwise(let words):
      try PeopleText.check(words)
    }
  }

  private static func checkLookUps(_ response: HTTPResponse) throws(BrokenRule) {
    switch StripePreflight.read(.answered(response), meterID: "mtr_1", isLive: false) {
    case .learnt(.found(let meter)):
      try BrokenRule.unless(response.status == 200 && !meter.isLive, "a meter by status \(response.status)")
    case .learnt(.unusable(let words)), .unreachable(let words), .credentialsRefused(let words),
      .misconfigured(let words):
      try PeopleText.check(words)
    }
    switch StripeSummary.total(.answered(response), meterID: "mtr_1", isTotal: false) {
    case .counted(let valueText, _, _):
      try BrokenRule.unless(
        response.status == 200 && NaiveDecimal(valueText) != nil, "the summary counts \(valueText)")
    case .unreachable(let reason), .unanswerable(let reason): try PeopleText.check(reason)
    case .deduplicated: throw BrokenRule("Stripe does not de-duplicate by bucket")
    }
  }
}
