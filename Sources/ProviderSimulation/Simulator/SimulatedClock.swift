import Synchronization

/// The simulated time: a moment that was set, and the monotonic time since.
package final class SimulatedClock: Sendable {
  private struct Setting {
    var baseSeconds: Int64
    var since: ContinuousClock.Instant
    var isRunning: Bool
  }
  private let setting: Mutex<Setting>

  /// Starts at `seconds` since 1970; a clock that does not run stands still, for tests.
  package init(startingAtSeconds seconds: Int64, isRunning: Bool = true) {
    setting = Mutex(Setting(baseSeconds: seconds, since: .now, isRunning: isRunning))
  }

  /// Whole seconds since 1970.
  package var nowSeconds: Int64 {
    setting.withLock { setting in
      guard setting.isRunning else { return setting.baseSeconds }
      return setting.baseSeconds + setting.since.duration(to: .now).components.seconds
    }
  }

  /// Sets the time; it runs on from there.
  package func set(seconds: Int64) {
    setting.withLock { setting in
      setting.baseSeconds = seconds
      setting.since = .now
    }
  }
}
