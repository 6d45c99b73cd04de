#if FAIL_POINTS
  import Glibc
  import Synchronization

  /// What a test wants to happen, and where: `AGNITRA_FAIL_POINT=claim.after:second:kill`. The occurrence is `first`,
  /// `second` or a number; a test learns the last one from the file that `AGNITRA_FAIL_POINT_LOG` names, which gets a
  /// line for each point reached.
  struct FailPointPlan {
    enum Action: String {
      /// SIGKILL, as by the kernel when memory runs out.
      case kill
      /// The effect fails: before it, cleanly; after it, as one of which nobody knows whether it lasts.
      case error
      /// SIGSTOP: the process stands still until it is sent SIGCONT.
      case pause
    }

    private let name: String
    private let occurrence: Int
    private let action: Action

    private static let plan = variable("AGNITRA_FAIL_POINT").map(FailPointPlan.init)
    private static let log = variable("AGNITRA_FAIL_POINT_LOG")
    private static let counts = Mutex<[String: Int]>([:])

    private init(text: String) {
      let parts = text.split(separator: ":").map(String.init)
      let ordinals = ["first": 1, "second": 2]
      guard parts.count == 3, let occurrence = ordinals[parts[1]] ?? Int(parts[1]),
        let action = Action(rawValue: parts[2])
      else {
        preconditionFailure(
          "found AGNITRA_FAIL_POINT=\(text); accepted: NAME:first|second|N:kill|error|pause")
      }
      (name, self.occurrence, self.action) = (parts[0], occurrence, action)
    }

    /// Kills or stops the process if that is planned here; answers whether the effect shall fail.
    static func reached(_ point: FailPoint) -> Bool {
      note(point.name)
      let count = counts.withLock { counts in
        counts[point.name, default: 0] += 1
        return counts[point.name, default: 0]
      }
      guard let plan, plan.name == point.name, plan.occurrence == count else { return false }
      switch plan.action {
      case .error: return true
      case .kill: kill(getpid(), SIGKILL)
      case .pause: kill(getpid(), SIGSTOP)
      }
      return false
    }

    /// Whether the point planned is this one, the next time it is reached.
    static func isNext(_ point: FailPoint) -> Bool {
      guard let plan, plan.name == point.name else { return false }
      return counts.withLock { $0[point.name, default: 0] } + 1 == plan.occurrence
    }

    private static func note(_ name: String) {
      guard let log else { return }
      let descriptor = unsafe open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { preconditionFailure("\(log) cannot be opened") }
      defer { close(descriptor) }
      let line = Array("\(name)\n".utf8)
      guard unsafe write(descriptor, line, line.count) == line.count else {
        preconditionFailure("\(log) cannot be written")
      }
    }

    private static func variable(_ name: String) -> String? {
      guard let value = unsafe getenv(name) else { return nil }
      return unsafe String(cString: value)
    }
  }
#endif
