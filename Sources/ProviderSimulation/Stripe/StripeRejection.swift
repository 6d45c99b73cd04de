/// One refusal after the answer, as an error report will tell it.
struct StripeRejection: Hashable, Sendable, Codable {
  let code: String
  let message: String
  /// Absent when no meter matched.
  let meterID: String?
  /// The request's Idempotency-Key, the only handle an error report gives.
  let idempotencyKey: String
  let atSeconds: Int64
}
