import Billing

/// Keeps requests to one region below AWS's rate: at most so many in any second, however the second is
/// placed.
struct RequestPace {
  private let clock: any Clock
  private let requestsPerSecondMax: Int
  private var sentNanoseconds: [UInt64] = []

  init(clock: any Clock, requestsPerSecondMax: Int) {
    precondition(requestsPerSecondMax > 0, "a pace of no requests sends nothing")
    self.clock = clock
    self.requestsPerSecondMax = requestsPerSecondMax
  }

  /// Waits for a free place and takes it; `false` when the run was asked to stop meanwhile.
  mutating func take() -> Bool {
    while !clock.isStopRequested() {
      let now = clock.monotonicNanoseconds()
      sentNanoseconds.removeAll { now - $0 >= 1_000_000_000 }
      guard let oldest = sentNanoseconds.first, sentNanoseconds.count >= requestsPerSecondMax else {
        sentNanoseconds.append(now)
        return true
      }
      let waitNanoseconds = oldest + 1_000_000_000 - now
      guard clock.sleep(milliseconds: Int64((waitNanoseconds + 999_999) / 1_000_000)) else { return false }
    }
    return false
  }
}
