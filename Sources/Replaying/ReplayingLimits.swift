/// Every number of this adapter that is a choice.
enum ReplayingLimits {
  /// How often a run's processes and folder are looked at.
  static let lookMilliseconds: Int64 = 100
  /// How long a workload may take to make itself ready before it is released.
  static let readinessMilliseconds: Int64 = 30_000
  /// How long is waited before each further start of a run for which the kernel had no process to give: six seconds in
  /// all, since others of the same user on this host, as another verification's runs, may end meanwhile.
  static let shortageMilliseconds: [UInt32] = [50, 100, 200, 400, 800, 1_600, 3_200]
  /// How long the group is waited for once it was told to terminate.
  static let graceMilliseconds: Int64 = 5_000
  /// How long is waited for the end of what was killed. A process that hangs in a driver outlasts any signal.
  static let reapMilliseconds: Int64 = 30_000
  /// Files a workload may have open.
  static let openFileCountMax: UInt64 = 4_096
  /// Bytes of standard output and error that are kept for people.
  static let tailByteCountMax: Int64 = 16_384
  /// A file with the metric.
  static let metricByteCountMax = 65_536
  /// A file with numbers that are compared.
  static let numbersByteCountMax = 16 << 20
  /// Numbers of such a file.
  static let numberCountMax = 100_000
  /// What each file and folder counts for beside its blocks, so that a flood of empty ones is seen.
  static let entryByteCount: Int64 = 512
  /// Folders below folders that are followed; deeper is more than a run may leave.
  static let folderDepthMax = 64
  /// The search path of commands.
  static let searchPath = "/usr/local/bin:/usr/bin:/bin"
  /// Nobody, where this program runs as root and the replay's files can be read by everyone.
  static let unprivilegedUserID: UInt32 = 65_534

  /// What every command may read and execute: the system, and nothing of its administration.
  static let readablePaths = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/run/opengl-driver",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/alternatives",
    "/etc/localtime", "/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/OpenCL", "/proc", "/sys",
  ]
  /// What every command may write to; the devices of NVIDIA's driver come to them.
  static let devicePaths = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"]
  /// How the names of the driver's devices begin, in `/dev`.
  static let devicePrefix = "nvidia"
}
