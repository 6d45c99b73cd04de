import Billing

/// What a run is in, and what follows from what is heard and seen. It touches nothing; times are nanoseconds of a
/// monotonic clock.
struct RunMachine {
  /// Where a run stands.
  enum Phase: Equatable {
    /// The workload is being confined.
    case preparing(untilNanoseconds: Int64)
    /// The command runs.
    case running(untilNanoseconds: Int64)
    /// Its group was told to terminate.
    case terminating(ReplayRun.StopReason, untilNanoseconds: Int64)
    /// Its group was killed.
    case killing(ReplayRun.StopReason, untilNanoseconds: Int64)
    /// Nothing more is awaited.
    case over(ReplayRun.Ending)
  }

  /// What is to be done now.
  enum Command: Equatable {
    /// Sample, and let the command begin.
    case release
    /// Tell the group to terminate.
    case terminate
    /// Kill the group.
    case kill
  }

  /// What a look at a run found.
  struct Look: Equatable {
    var folderByteCount: Int64 = 0
    var processCount: Int64 = 0
    var isInterrupted = false
  }

  private let limits: ReplayLimits
  private let timeoutNanoseconds: Int64
  private let graceNanoseconds: Int64
  private(set) var phase: Phase
  private(set) var isolation: [ReplayRun.Isolation] = []
  /// Whether the kernel gave name spaces that cannot be used.
  private(set) var lacksNameSpaces = false
  /// What could not be done for want of a process, which the kernel may have in a moment; `nil` when there was one.
  private(set) var shortage: String?
  private(set) var started: KeeperReport.Moment?
  private(set) var ended: KeeperReport.Moment?

  init(limits: ReplayLimits, timeoutSeconds: Int64, graceMilliseconds: Int64, nowNanoseconds: Int64) {
    self.limits = limits
    timeoutNanoseconds = timeoutSeconds * 1_000_000_000
    graceNanoseconds = graceMilliseconds * 1_000_000
    phase = .preparing(
      untilNanoseconds: nowNanoseconds + ReplayingLimits.readinessMilliseconds * 1_000_000)
  }

  /// How the run ended, once nothing more is awaited.
  var ending: ReplayRun.Ending? { if case .over(let ending) = phase { ending } else { nil } }

  /// Whether the command was released and neither ended nor was stopped.
  var isRunning: Bool { if case .running = phase { true } else { false } }

  /// When the phase is over by itself.
  var deadlineNanoseconds: Int64 {
    switch phase {
    case .preparing(let until), .running(let until), .terminating(_, let until), .killing(_, let until): until
    case .over: .max
    }
  }

  /// Takes what the keeper or the workload says.
  mutating func take(_ report: KeeperReport, nowNanoseconds: Int64) -> Command? {
    switch report {
    case .none: break
    case .ready(let reached):
      guard case .preparing = phase else { break }
      isolation = reached
      phase = .running(untilNanoseconds: nowNanoseconds + timeoutNanoseconds)
      return .release
    case .started(let moment): started = moment
    case .failed(let step, let code):
      lacksNameSpaces = LaunchStep.isOfNameSpaces(step)
      let sentence = LaunchStep.sentence(step, code: code)
      if LaunchStep.isShortOfProcesses(step, code: code) { shortage = sentence }
      phase = .over(.couldNotStart(detail: sentence))
    case .ended(let status, let moment):
      guard ending == nil else { break }
      ended = moment
      phase = .over(Self.ending(status: status, in: phase))
    case .gone: if ending == nil { phase = .over(lostEnding) }
    }
    return nil
  }

  /// Takes what a look found.
  mutating func take(_ look: Look, nowNanoseconds: Int64) -> Command? {
    guard isRunning else { return nil }
    let reason: ReplayRun.StopReason? =
      if look.isInterrupted {
        .interrupted
      } else if look.processCount > limits.processCountMax {
        .tooManyProcesses
      } else if look.folderByteCount > limits.folderBytesMax {
        .folderTooLarge
      } else {
        nil
      }
    return reason.map { stop($0, nowNanoseconds) }
  }

  /// Takes the time.
  mutating func take(nowNanoseconds: Int64) -> Command? {
    guard nowNanoseconds >= deadlineNanoseconds else { return nil }
    switch phase {
    case .preparing: phase = .over(.couldNotStart(detail: "it was not ready in time"))
    case .running: return stop(.timedOut, nowNanoseconds)
    case .terminating(let reason, _):
      phase = .killing(
        reason, untilNanoseconds: nowNanoseconds + ReplayingLimits.reapMilliseconds * 1_000_000)
      return .kill
    case .killing(let reason, _): phase = .over(.stopped(reason))
    case .over: break
    }
    return nil
  }

  private mutating func stop(_ reason: ReplayRun.StopReason, _ nowNanoseconds: Int64) -> Command {
    phase = .terminating(reason, untilNanoseconds: nowNanoseconds + graceNanoseconds)
    return .terminate
  }

  /// The keeper never leaves by itself: something killed it, and the workload with it. That says nothing about the
  /// workload.
  private var lostEnding: ReplayRun.Ending {
    switch phase {
    case .preparing: .couldNotStart(detail: "its keeper was killed")
    case .terminating(let reason, _), .killing(let reason, _): .stopped(reason)
    case .running, .over: .couldNotStart(detail: "its keeper was killed while it ran")
    }
  }

  /// What a status of waitpid means: the low seven bits are the signal, the second byte the exit status.
  private static func ending(status: Int32, in phase: Phase) -> ReplayRun.Ending {
    switch phase {
    case .terminating(let reason, _), .killing(let reason, _): return .stopped(reason)
    case .preparing: return .couldNotStart(detail: "it ended before it was released")
    case .running, .over: break
    }
    let signal = status & 0x7F
    return signal == 0 ? .exited(status: (status >> 8) & 0xFF) : .signalled(signal)
  }
}
