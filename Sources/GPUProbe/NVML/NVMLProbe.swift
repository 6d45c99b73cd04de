package import Billing
import Synchronization

/// Asks the driver's library, which is looked for while the program runs. Every question has a time limit: a driver
/// that hangs costs a thread, never the run (decision 0012).
package final class NVMLProbe: DeviceProbe, Sendable {
  private let paths: [String]
  private let limits: ProbeLimits
  private let clock: any Clock
  private let calls = BoundedCalls(name: "agnitra-billing.nvml")
  private let session = SessionBox()

  /// - Parameter libraryPath: the library to open and no other; `nil` for the places where drivers put it.
  package init(libraryPath: String? = nil, clock: any Clock, limits: ProbeLimits = ProbeLimits()) {
    paths = NVMLSearchPath.candidates(configured: libraryPath)
    self.limits = limits
    self.clock = clock
  }

  package func devices() throws(ProbeFailure) -> HostDevices {
    try ask(limits.devicesTimeoutMilliseconds) { session, _ throws(ProbeFailure) in try session.devices() }
  }

  package func samples(of devices: [DeviceUUID]) throws(ProbeFailure) -> [DeviceSample] {
    try ask(limits.samplesTimeoutMilliseconds) { session, clock throws(ProbeFailure) in
      try session.samples(of: devices, clock: clock)
    }
  }

  /// The file that the last answer came from; `nil` before the first.
  package var openedPath: String? { session.path.withLock(\.self) }

  private func ask<Value: Sendable>(
    _ milliseconds: Int64,
    _ question: @escaping @Sendable (NVMLSession, any Clock) throws(ProbeFailure) -> Value
  ) throws(ProbeFailure) -> Value {
    let answer = calls.call(withinMilliseconds: milliseconds) { [session, paths, clock] in
      session.ask(paths: paths) { opened throws(ProbeFailure) in try question(opened, clock) }
    }
    guard let answer else {
      throw .timedOut(
        milliseconds: milliseconds,
        detail: "the driver's library hangs: look at the kernel's log for Xid errors")
    }
    return try answer.get()
  }

  /// The session, which only the thread of the calls touches.
  private final class SessionBox: @unchecked Sendable {
    private var session: NVMLSession?
    let path = Mutex<String?>(nil)

    /// After a failure the library is closed and opened anew for the next question, so that a driver which was
    /// mended meanwhile answers again.
    func ask<Value>(
      paths: [String], _ question: (NVMLSession) throws(ProbeFailure) -> Value
    ) -> Result<Value, ProbeFailure> {
      do throws(ProbeFailure) {
        let opened = if let session { session } else { try NVMLSession(paths: paths) }
        session = opened
        path.withLock { $0 = opened.library.path }
        return .success(try question(opened))
      } catch {
        session = nil
        return .failure(error)
      }
    }
  }
}
