import StrictJSON

/// The answers of faults that stand in place of the true ones.
enum FaultAnswers {
  /// The answer that replaces the exchange before any effect; `nil` when the kind works otherwise.
  static func beforeEffect(_ kind: FaultKind, api: SimulatedAPI) -> SimulatedAnswer? {
    switch kind {
    case .rateLimited(let retryAfterSeconds, let reason, let code):
      var answer = rateLimited(api: api, code: code)
      if let retryAfterSeconds { answer.setHeader("Retry-After", "\(retryAfterSeconds)") }
      if let reason { answer.setHeader("Stripe-Rate-Limited-Reason", reason) }
      return answer
    case .throttled: return AWSRefusal.throttled.answer
    case .refused(let status, let type, let message):
      if api == .aws { return AWSRefusal(type, message, status: status).answer }
      let isType = ["api_error", "card_error", "idempotency_error", "invalid_request_error"].contains(type)
      return StripeRefusal(
        status: status, type: isType ? type : "invalid_request_error", code: isType ? nil : type,
        message: message
      ).answer
    case .failed(let status, false, false): return failed(status: status, api: api)
    default: return nil
    }
  }

  /// A 5xx answer in the API's own shape; gateway statuses carry a page instead.
  static func failed(status: Int, api: SimulatedAPI) -> SimulatedAnswer {
    guard status == 500 else {
      return SimulatedAnswer(
        status: status, headers: [HeaderField("Content-Type", "text/html")],
        body: Array("<html><body><h1>\(status)</h1></body></html>".utf8))
    }
    switch api {
    case .aws:
      return AWSRefusal("InternalServiceErrorException", "An internal error has occurred.", status: 500)
        .answer
    case .stripe:
      return StripeRefusal(
        status: 500, type: "api_error", message: "An unknown error occurred on our side; please try again."
      ).answer
    }
  }

  private static func rateLimited(api: SimulatedAPI, code: String?) -> SimulatedAnswer {
    if api == .aws { return AWSRefusal("TooManyRequestsException", "Too many requests", status: 429).answer }
    if code == "lock_timeout" { return StripeRefusal.locked.answer }
    return StripeRefusal(
      status: 429, code: code ?? "rate_limit",
      message:
        "Request rate limit exceeded. You can learn more about rate limits here "
        + "https://stripe.com/docs/rate-limits."
    ).answer
  }
}
