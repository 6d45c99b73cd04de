import Billing
import CReplay
import Glibc

/// What the keeper or the workload says.
enum KeeperReport: Equatable {
  /// A moment by both clocks.
  struct Moment: Equatable {
    let monotonicNanoseconds: Int64
    let bootNanoseconds: Int64
  }

  /// Nothing has arrived.
  case none
  /// There is nobody left to say anything.
  case gone
  /// The workload is confined and waits.
  case ready([ReplayRun.Isolation])
  /// It becomes its command.
  case started(Moment)
  /// A step could not be done.
  case failed(step: Int32, code: Int32)
  /// It ended, with waitpid's status.
  case ended(status: Int32, Moment)

  init(_ report: agnitra_replay_report) {
    let moment = Moment(
      monotonicNanoseconds: report.monotonic_nanoseconds, bootNanoseconds: report.boot_nanoseconds)
    switch UInt32(bitPattern: report.kind) {
    case AGNITRA_REPLAY_READY.rawValue: self = .ready(Self.isolation(report.isolation))
    case AGNITRA_REPLAY_STARTED.rawValue: self = .started(moment)
    case AGNITRA_REPLAY_ENDED.rawValue: self = .ended(status: report.status, moment)
    default: self = .failed(step: report.step, code: report.status)
    }
  }

  private static func isolation(_ bits: UInt32) -> [ReplayRun.Isolation] {
    let reached: [(agnitra_replay_isolation, ReplayRun.Isolation)] = [
      (AGNITRA_REPLAY_HAS_LIMITS, .limits), (AGNITRA_REPLAY_HAS_NO_NEW_PRIVILEGES, .noNewPrivileges),
      (AGNITRA_REPLAY_HAS_FILES, .files), (AGNITRA_REPLAY_HAS_NETWORK, .network),
      (AGNITRA_REPLAY_HAS_PROCESSES, .processes),
    ]
    return reached.filter { bits & $0.0.rawValue != 0 }.map(\.1)
  }
}

/// What a workload could not do before it became its command, for people.
enum LaunchStep {
  /// A sentence about the step and the kernel's reason.
  static func sentence(_ step: Int32, code: Int32) -> String {
    "\(what(step)): \(SystemError.text(code))"
  }

  /// Whether the step is only taken in name spaces.
  static func isOfNameSpaces(_ step: Int32) -> Bool {
    UInt32(bitPattern: step) == AGNITRA_REPLAY_STEP_USER_MAP.rawValue
  }

  /// Whether the bound on processes was met, as other processes of the user can make it. A command that is to be
  /// executed meets it too: the kernel lets the user be changed, and refuses then.
  static func isShortOfProcesses(_ step: Int32, code: Int32) -> Bool {
    let steps = [AGNITRA_REPLAY_STEP_FORK.rawValue, AGNITRA_REPLAY_STEP_EXECUTION.rawValue]
    return code == EAGAIN && steps.contains(UInt32(bitPattern: step))
  }

  private static func what(_ step: Int32) -> String {
    switch UInt32(bitPattern: step) {
    case AGNITRA_REPLAY_STEP_USER_MAP.rawValue: "its user could not be mapped"
    case AGNITRA_REPLAY_STEP_FORK.rawValue: "its process could not be made"
    case AGNITRA_REPLAY_STEP_SESSION.rawValue: "it could not be given a session of its own"
    case AGNITRA_REPLAY_STEP_FOLDER.rawValue: "its folder could not be entered"
    case AGNITRA_REPLAY_STEP_DESCRIPTORS.rawValue: "its descriptors could not be laid out"
    case AGNITRA_REPLAY_STEP_LIMITS.rawValue: "its limits could not be set"
    case AGNITRA_REPLAY_STEP_USER.rawValue: "its user could not be changed"
    case AGNITRA_REPLAY_STEP_CAPABILITIES.rawValue: "its capabilities could not be dropped"
    case AGNITRA_REPLAY_STEP_NO_NEW_PRIVILEGES.rawValue: "new privileges could not be forbidden"
    case AGNITRA_REPLAY_STEP_FILTER.rawValue: "its system calls could not be filtered"
    case AGNITRA_REPLAY_STEP_EXECUTION.rawValue: "its command could not be executed"
    default: "it could not be prepared"
    }
  }
}
