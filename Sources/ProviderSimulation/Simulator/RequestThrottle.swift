/// A token bucket for each account and region: ten requests at once, then ten a second of real time.
struct RequestThrottle: Sendable {
  private struct Bucket {
    /// Thousandths of a millionth of a request.
    var tokens: UInt64
    var atNanoseconds: UInt64
  }
  private var buckets: [String: Bucket] = [:]
  private static let token: UInt64 = 1_000_000_000
  private static let capacity = MarketplaceLimits.requestsPerSecond * token

  /// Takes one request's worth; `false` when the account has asked too often in that region.
  mutating func admit(account: String, region: String, nowNanoseconds: UInt64) -> Bool {
    let key = "\(account) \(region)"
    var bucket = buckets[key] ?? Bucket(tokens: Self.capacity, atNanoseconds: nowNanoseconds)
    let elapsed = min(nowNanoseconds - bucket.atNanoseconds, 10 * Self.token)
    bucket.tokens = min(Self.capacity, bucket.tokens + elapsed * MarketplaceLimits.requestsPerSecond)
    bucket.atNanoseconds = nowNanoseconds
    let isAdmitted = bucket.tokens >= Self.token
    if isAdmitted { bucket.tokens -= Self.token }
    buckets[key] = bucket
    return isAdmitted
  }
}
