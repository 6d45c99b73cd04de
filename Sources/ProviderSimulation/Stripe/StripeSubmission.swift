/// A meter event as a client offers it, whichever API version it came through.
struct StripeSubmission: Sendable {
  var eventName: String
  var payload: [String: String]
  var identifier: String?
  var timestampSeconds: Int64?
}
