import Billing
import HTTPTransport
import Synchronization
import Testing

@testable import AWSMarketplaceProvider

/// The clock of a process that is stopped for a day right before one of its looks at it.
private final class StumblingClock: Clock {
  private struct State {
    var lookCount = 0
    var nanoseconds: UInt64 = 5_000_000_000
  }
  private let state = Mutex(State())
  private let stopBefore: Int

  init(stopBefore: Int) { self.stopBefore = stopBefore }

  /// What the last look showed.
  var lastNanoseconds: UInt64 { state.withLock { $0.nanoseconds } }

  private func look() -> UInt64 {
    state.withLock { state in
      if state.lookCount == stopBefore { state.nanoseconds += 86_400_000_000_000 }
      state.lookCount += 1
      return state.nanoseconds
    }
  }

  func now() -> Instant {
    instant("2026-11-21T19:00:00Z").adding(seconds: Int64(look() / 1_000_000_000))
  }
  func monotonicNanoseconds() -> UInt64 { look() }
  func sleep(milliseconds: Int64) -> Bool { true }
  func isStopRequested() -> Bool { false }
}

@Suite("The last look at the clock before a request leaves")
struct LastLookTests {
  @Test("it says that the request may leave, wherever the process was stopped")
  func judged() throws {
    let sentCounts = try (0..<16).map(sentCount)
    #expect(sentCounts.contains(0) && sentCounts.contains { $0 > 0 }, "\(sentCounts)")
  }

  /// How many requests leave when the process is stopped before that look.
  private func sentCount(stopBefore: Int) throws -> Int {
    let clock = StumblingClock(stopBefore: stopBefore)
    let notAfterNanoseconds = clock.lastNanoseconds + 60_000_000_000
    let sentCount = Mutex(0)
    let http = FakeHTTP { _ in
      sentCount.withLock { $0 += 1 }
      #expect(clock.lastNanoseconds <= notAfterNanoseconds)
      return failure(.timedOut, nothingWasSent: false)
    }
    let provider = AWSMarketplaceProvider(
      configuration: AWSMarketplaceConfiguration(), environment: .keys, http: http,
      credentialHTTP: FakeHTTP.forbidden(), clock: clock)
    _ = provider.submit(try Made.items(3), notAfterNanoseconds: notAfterNanoseconds)
    return sentCount.withLock(\.self)
  }
}
