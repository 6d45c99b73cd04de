import Glibc

/// As whom a workload runs. Root gives its rights up; everybody else keeps the user they are.
enum WorkloadUser: Equatable {
  /// As this program, without any capability.
  case same
  /// As another user and group of that id, who owns nothing.
  case unprivileged(UInt32)

  /// The one for commands that read and execute some paths and enter others. Root becomes nobody where everyone may do
  /// that; else it stays root without capabilities, and only rules on files keep it from other files of root.
  static func fitting(
    executable: [String], readable: [String], enterable: [String], isRoot: Bool = geteuid() == 0
  ) -> WorkloadUser {
    guard isRoot, executable.allSatisfy({ isOpenToAll($0, S_IROTH | S_IXOTH) }),
      readable.allSatisfy({ isOpenToAll($0, S_IROTH) }),
      enterable.allSatisfy({ isOpenToAll($0, S_IXOTH) })
    else { return .same }
    return .unprivileged(ReplayingLimits.unprivilegedUserID)
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
