import StrictJSON

/// An error answer of Stripe's second API version: always a code.
struct StripeRefusalV2: Error, Hashable, Sendable {
  var status = 400
  var code: String
  var message: String

  static func invalid(_ message: String) -> StripeRefusalV2 {
    StripeRefusalV2(code: "invalid_fields", message: "Invalid request: \(message).")
  }

  var answer: SimulatedAnswer {
    SimulatedAnswer(
      status: status,
      json: .members(["error": .members(["code": .string(code), "message": .string(message)])]))
  }
}
