/// Everything one customer used on one meter of one account.
struct StripeSeries: Hashable, Sendable, Codable {
  let account: String
  let eventName: String
  let customer: String
}
