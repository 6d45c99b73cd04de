/// A token bucket in whole nanoseconds: so many requests a second, and no more than a second's worth at once.
struct RequestPace: Hashable {
  private let nanosecondsPerRequest: UInt64
  private let burstCountMax: Int
  /// When the bucket, emptied by the requests so far, would be full again.
  private var fullAtNanoseconds: UInt64 = 0

  init(requestsPerSecond: Int, burstCountMax: Int) {
    precondition(requestsPerSecond > 0 && burstCountMax > 0, "a pace lets something through")
    nanosecondsPerRequest = 1_000_000_000 / UInt64(requestsPerSecond)
    self.burstCountMax = burstCountMax
  }

  /// Takes `count` tokens and answers how many milliseconds to wait before using them.
  mutating func take(_ count: Int, now: UInt64) -> Int64 {
    precondition((1...burstCountMax).contains(count), "no more at once than the bucket holds")
    fullAtNanoseconds = max(fullAtNanoseconds, now) + UInt64(count) * nanosecondsPerRequest
    let allowedAt = now + UInt64(burstCountMax) * nanosecondsPerRequest
    guard fullAtNanoseconds > allowedAt else { return 0 }
    return Int64((fullAtNanoseconds - allowedAt + 999_999) / 1_000_000)
  }
}
