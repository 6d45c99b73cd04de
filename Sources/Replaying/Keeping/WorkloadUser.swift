import Glibc

/// As whom a workload runs. Never as root: the kernel does not limit how many processes root has.
enum WorkloadUser: Equatable {
  /// As this program, which is not root.
  case same
  /// As another user and group of that id, who owns nothing.
  case unprivileged(UInt32)
  /// The same, and able to read what the rules on files allow, whoever's it is: for replays below folders of root.
  case reader(UInt32)

  /// The one for commands that execute and read some paths and enter others.
  static func fitting(
    executable: [String], readable: [String], enterable: [String], hasRulesOnFiles: Bool,
    isRoot: Bool = geteuid() == 0
  ) throws(ReplayFault) -> WorkloadUser {
    guard isRoot else { return .same }
    let closed =
      executable.first { !isOpenToAll($0, S_IROTH | S_IXOTH) } ?? readable.first { !isOpenToAll($0, S_IROTH) }
      ?? enterable.first { !isOpenToAll($0, S_IXOTH) }
    guard let closed else { return .unprivileged(ReplayingLimits.unprivilegedUserID) }
    guard hasRulesOnFiles else {
      throw ReplayFault(
        "root runs replays as nobody, who may not use \(closed); let everyone read and enter it, or run "
          + "this program as a user of its own")
    }
    return .reader(ReplayingLimits.unprivilegedUserID)
  }

  /// The id of the user it becomes; `nil` for this program's own.
  var changedID: UInt32? {
    switch self {
    case .same: nil
    case .unprivileged(let id), .reader(let id): id
    }
  }

  /// Whether everyone has an access to a path, and may enter the folders above it.
  private static func isOpenToAll(_ path: String, _ access: mode_t) -> Bool {
    guard let resolved = unsafe realpath(path, nil) else { return false }
    defer { unsafe free(resolved) }
    var part = unsafe String(cString: resolved)
    guard hasMode(part, access) else { return false }
    while let slash = part.lastIndex(of: "/") {
      part = String(part[..<slash])
      if !hasMode(part.isEmpty ? "/" : part, S_IXOTH) { return false }
    }
    return true
  }

  private static func hasMode(_ path: String, _ access: mode_t) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & access == access
  }
}
