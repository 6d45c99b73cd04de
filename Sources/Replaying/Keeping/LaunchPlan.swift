import Billing
import CReplay
import Glibc

/// Everything that is decided before a workload is started.
struct LaunchPlan {
  let arguments: [String]
  let environment: [String: String]
  let folder: String
  let limits: ReplayLimits
  let user: WorkloadUser
  /// Threads of the workload's user that are not the workload's.
  let threadCount: (_ userID: UInt32) -> Int64
  var hasNameSpaces: Bool

  /// Root needs no name space of users to be given the others.
  var hasUserNameSpace: Bool { hasNameSpaces && geteuid() != 0 }

  /// Threads that the kernel counts together with the workload's: in a name space of users of its own, none.
  private var otherThreadCount: Int64 {
    if hasUserNameSpace { return 0 }
    return threadCount(user.changedID ?? geteuid())
  }

  /// Starts keeper and workload. Answers the keeper's process id, or -1 with `errno`.
  @unsafe
  func start(channel: Int32, output: Int32, ruleSet: Int32) -> Int32 {
    let arguments = CStringArray(arguments)
    let environment = CStringArray(self.environment.map { "\($0.key)=\($0.value)" }.sorted())
    let limits = WorkloadLimits.resources(self.limits, otherThreadCount: otherThreadCount).map {
      agnitra_replay_limit(resource: $0.resource, value: $0.value)
    }
    return unsafe folder.withCString { folder in
      unsafe "\(geteuid()) \(geteuid()) 1\n".withCString { userMap in
        unsafe "\(getegid()) \(getegid()) 1\n".withCString { groupMap in
          unsafe limits.withUnsafeBufferPointer { limits in
            var plan = unsafe agnitra_replay_plan()
            unsafe plan.arguments = unsafe UnsafePointer(arguments.pointers)
            unsafe plan.environment = unsafe UnsafePointer(environment.pointers)
            unsafe plan.folder = unsafe folder
            unsafe plan.user_map = unsafe userMap
            unsafe plan.group_map = unsafe groupMap
            unsafe plan.limits = limits.baseAddress
            unsafe plan.limit_count = limits.count
            unsafe fill(&plan)
            unsafe plan.channel = channel
            unsafe plan.output = output
            unsafe plan.rule_set = ruleSet
            return unsafe agnitra_replay_start(&plan)
          }
        }
      }
    }
  }

  @unsafe
  private func fill(_ plan: inout agnitra_replay_plan) {
    if let id = user.changedID {
      unsafe plan.changes_user = true
      unsafe plan.user_id = id
      unsafe plan.group_id = id
    }
    if case .reader = user { unsafe plan.reads_all_files = true }
    unsafe plan.allows_network = limits.allowsNetwork
    unsafe plan.has_name_spaces = hasNameSpaces
    unsafe plan.has_user_name_space = hasUserNameSpace
  }
}
