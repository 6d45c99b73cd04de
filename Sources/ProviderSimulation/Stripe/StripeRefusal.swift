import StrictJSON

/// An error answer of Stripe's first API version.
struct StripeRefusal: Error, Hashable, Sendable {
  var status = 400
  var type = "invalid_request_error"
  var code: String?
  var message: String
  var parameter: String?
  /// The `Stripe-Should-Retry` header, where Stripe sends one.
  var shouldRetry: Bool?
  /// Whether execution had begun, so that an Idempotency-Key keeps the answer.
  var isStorable = false

  var answer: SimulatedAnswer {
    var members: [(String, JSONValue)] = []
    if let code {
      members.append(("code", .string(code)))
      let page = String(code.map { $0 == "_" ? "-" : $0 })
      members.append(("doc_url", .string("https://stripe.com/docs/error-codes/\(page)")))
    }
    members.append(("message", .string(message)))
    if let parameter { members.append(("param", .string(parameter))) }
    members.append(("type", .string(type)))
    var answer = SimulatedAnswer(status: status, json: .members(["error": .object(JSONObject(members))]))
    if let shouldRetry { answer.setHeader("Stripe-Should-Retry", shouldRetry ? "true" : "false") }
    if status == 401 { answer.setHeader("WWW-Authenticate", "Basic realm=\"Stripe\"") }
    return answer
  }
}

extension StripeRefusal {
  static func missing(_ parameter: String) -> StripeRefusal {
    StripeRefusal(
      code: "parameter_missing", message: "Missing required param: \(parameter).", parameter: parameter)
  }

  static func unknown(_ parameter: String) -> StripeRefusal {
    StripeRefusal(
      code: "parameter_unknown", message: "Received unknown parameter: \(parameter)", parameter: parameter)
  }

  static func invalid(_ parameter: String, _ message: String, code: String? = nil) -> StripeRefusal {
    StripeRefusal(code: code, message: message, parameter: parameter)
  }

  static func tooLong(_ parameter: String, length: Int, lengthMax: Int) -> StripeRefusal {
    invalid(
      parameter,
      "Invalid string: must be at most \(lengthMax) characters; \(parameter) has \(length) characters.")
  }

  static func notFound(_ what: String, id: String) -> StripeRefusal {
    StripeRefusal(status: 404, code: "resource_missing", message: "No such \(what): '\(id)'", parameter: "id")
  }

  static func unrecognized(method: String, path: String) -> StripeRefusal {
    StripeRefusal(
      status: 404,
      message:
        "Unrecognized request URL (\(method): \(path)). Please see https://stripe.com/docs or we can help at "
        + "https://support.stripe.com/.")
  }

  /// Two requests for one customer and meter at once: a 429 without a rate-limit reason.
  static let locked = StripeRefusal(
    status: 429, code: "lock_timeout",
    message:
      "This object cannot be accessed right now because another API request or Stripe process is currently "
      + "accessing it. If you see this error intermittently, retry the request.")

  static func keyInUse(_ key: String) -> StripeRefusal {
    StripeRefusal(
      status: 409, code: "idempotency_key_in_use",
      message:
        "There is currently another in-progress request using this Idempotent Key (that probably means you "
        + "submitted twice, and the other request is still going through): \(key). Please try again later.")
  }

  static func keyReused(_ key: String) -> StripeRefusal {
    StripeRefusal(
      type: "idempotency_error",
      message:
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        + "Try using a key other than '\(key)' if you meant to execute a different request.")
  }
}
