import Billing
import ProviderTiming
import HTTPTransport
import StrictJSON

/// Reads what came back for one meter event. Pure.
enum StripeAnswer {
  /// The verdict on `outcome`, given what was sent and which mode is configured.
  static func verdict(on outcome: HTTPOutcome, sent: StripeSentEvent, isLive: Bool) -> StripeVerdict {
    switch outcome {
    case .failed(let failure): verdict(on: failure)
    case .answered(let response): verdict(on: response, sent: sent, isLive: isLive)
    }
  }

  private static func verdict(on failure: HTTPFailure) -> StripeVerdict {
    let words = SafeText.message("\(failure.cause.rawValue): \(failure.detail)")
    if failure.cause == .notAllowed { return .misconfigured("the request was not sent: \(words)") }
    if failure.nothingWasSent {
      return .refusedForNow("nothing was sent: \(words)", retryAfterSeconds: nil)
    }
    return .ambiguous("no whole answer: \(words)", needsNewGeneration: false, retryAfterSeconds: nil)
  }

  private static func verdict(
    on response: HTTPResponse, sent: StripeSentEvent, isLive: Bool
  ) -> StripeVerdict {
    let retryAfter = retryAfterSeconds(response)
    switch response.status {
    case 200: return echo(response, sent: sent, isLive: isLive)
    case 500...599:
      return .ambiguous(words(response), needsNewGeneration: true, retryAfterSeconds: retryAfter)
    case 409:
      // Another request of the same key is being executed: an earlier attempt of ours, which may count.
      return .ambiguous(words(response), needsNewGeneration: false, retryAfterSeconds: retryAfter)
    case 400...499:
      guard let error = StripeErrorBody(response.body) else {
        return .ambiguous(
          "\(words(response)), and the answer is not Stripe's error object", needsNewGeneration: false,
          retryAfterSeconds: retryAfter)
      }
      return refusal(error, response, sent: sent, retryAfterSeconds: retryAfter)
    default:
      return .ambiguous(words(response), needsNewGeneration: false, retryAfterSeconds: retryAfter)
    }
  }

  private static func refusal(
    _ error: StripeErrorBody, _ response: HTTPResponse, sent: StripeSentEvent, retryAfterSeconds: Int64?
  ) -> StripeVerdict {
    let words = words(response)
    if response.status == 400, let identifier = duplicateIdentifier(error.message) {
      return isSame(identifier, sent.identifier) ? .countedBefore : .contradicted(words)
    }
    if error.type == "idempotency_error" { return .contradicted(words) }
    if response.header("Stripe-Should-Retry") == "true" || response.status == 429 {
      return .refusedForNow(words, retryAfterSeconds: retryAfterSeconds)
    }
    switch response.status {
    case 401, 403: return .credentialsRefused(words)
    case 404 where error.message.hasPrefix("Unrecognized request URL"): return .misconfigured(words)
    default: return isTooOld(error.message) ? .tooOld(words) : .contentRefused(words)
    }
  }

  /// Stripe's duplicate answer has no code; its words are the proof that an event of that identifier counts.
  static func duplicateIdentifier(_ message: String) -> String? {
    let prefix = "An event already exists with identifier "
    guard message.hasPrefix(prefix) else { return nil }
    let rest = message.dropFirst(prefix.count)
    return String(rest.hasSuffix(".") ? rest.dropLast() : rest)
  }

  private static func isTooOld(_ message: String) -> Bool {
    message.hasPrefix("The event timestamp cannot be more than 35 days in past")
  }

  /// `400 invalid_request_error (request req_1): message`.
  private static func words(_ response: HTTPResponse) -> String {
    let request = response.header("Request-Id").map { " (request \($0))" } ?? ""
    guard let error = StripeErrorBody(response.body) else {
      return SafeText.message("Stripe answered \(response.status)\(request)")
    }
    let kind = [error.type, error.code, response.header("Stripe-Rate-Limited-Reason")].compactMap(\.self)
    return SafeText.message(
      "Stripe answered \(response.status) \(kind.joined(separator: " "))\(request): \(error.message)")
  }

  /// `Retry-After` in seconds, or as a date relative to the answer's own.
  static func retryAfterSeconds(_ response: HTTPResponse) -> Int64? {
    guard let text = response.header("Retry-After") else { return nil }
    if let seconds = Int64(text) { return seconds >= 0 ? min(seconds, 86_400) : nil }
    guard let until = HTTPDate.instant(text), let date = response.header("Date").flatMap(HTTPDate.instant)
    else {
      return nil
    }
    return min(max(0, until.seconds(since: date)), 86_400)
  }
}

// MARK: - The answer to an accepted event

extension StripeAnswer {
  /// A 200 is acceptance only when its body is the event that was sent, in the mode that is configured.
  private static func echo(_ response: HTTPResponse, sent: StripeSentEvent, isLive: Bool) -> StripeVerdict {
    let body: JSONValue
    do throws(JSONError) {
      body = try JSONReader.read(response.body)
    } catch {
      return .ambiguous(
        "\(words(response)), and the body is \(SafeText.message(error.description))",
        needsNewGeneration: false, retryAfterSeconds: nil)
    }
    guard let event = body.object, event["object"]?.string == "billing.meter_event",
      let livemode = event["livemode"]?.bool,
      let identifier = event["identifier"]?.string, let eventName = event["event_name"]?.string,
      let timestamp = event["timestamp"]?.number, let payload = event["payload"]?.object
    else {
      return .ambiguous(
        "\(words(response)), and the body is not a meter event", needsNewGeneration: false,
        retryAfterSeconds: nil)
    }
    let request = response.header("Request-Id").map { " (request \($0))" } ?? ""
    guard livemode == isLive else {
      return .countedOtherwise(
        "Stripe took the event in \(livemode ? "live" : "test") mode, but \(isLive ? "live" : "test") mode is "
          + "configured\(SafeText.message(request))")
    }
    let differing = [
      isSame(identifier, sent.identifier) ? nil : "identifier",
      isSame(eventName, sent.eventName) ? nil : "event_name",
      isSame(timestamp, sent.timestamp) ? nil : "timestamp",
      sent.payload.allSatisfy { isSame(payload[$0.key]?.string, $0.value) } ? nil : "payload",
    ].compactMap(\.self)
    guard differing.isEmpty else {
      return .countedOtherwise(
        "Stripe took an event whose \(differing.joined(separator: ", ")) is not what was sent"
          + SafeText.message(request))
    }
    return response.header("Idempotent-Replayed") == "true" ? .countedBefore : .counted
  }

  /// Byte for byte: Swift's own `==` takes texts as equal that only look the same.
  private static func isSame(_ echoed: String?, _ sent: String) -> Bool {
    echoed.map { $0.utf8.elementsEqual(sent.utf8) } ?? false
  }
}
