import Billing
import CReplay
import Glibc

/// The files that a workload may touch, as the kernel's Landlock enforces it. Without Landlock there is none, and the
/// run's isolation says so.
struct RuleSet: ~Copyable {
  private let descriptor: Int32

  /// Whether the kernel has such rules.
  static var isKnownToKernel: Bool { agnitra_landlock_version() > 0 }

  /// No rule set.
  init() { descriptor = -1 }

  /// What a manifest's commands need: the system and their pinned files to read, their folder to write.
  init(for manifest: ReplayManifest, folder: String) throws(ReplayFault) {
    let version = agnitra_landlock_version()
    descriptor = version > 0 ? agnitra_landlock_rule_set(version, !manifest.limits.allowsNetwork) : -1
    guard descriptor >= 0 else { return }
    let readable = ReplayingLimits.readablePaths + manifest.files.map(\.path) + manifest.readableFolders
    try allow(readable, AGNITRA_LANDLOCK_READ, version)
    try allow(ReplayingLimits.devicePaths + Self.driverDevices(), AGNITRA_LANDLOCK_DEVICE, version)
    try allow([folder], AGNITRA_LANDLOCK_OWN, version)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The descriptor, or -1.
  var descriptorNumber: Int32 { descriptor }

  private func allow(
    _ paths: [String], _ access: agnitra_landlock_access, _ version: Int32
  ) throws(ReplayFault) {
    for path in paths {
      let result = unsafe agnitra_landlock_allow(descriptor, version, path, Int32(access.rawValue))
      if result < 0, errno != ENOENT, errno != ENOTDIR {
        throw ReplayFault("\(path) cannot be made accessible: \(SystemError.text())")
      }
    }
  }

  private static func driverDevices() -> [String] {
    FolderNames.names(in: "/dev").filter { $0.hasPrefix(ReplayingLimits.devicePrefix) }.map { "/dev/\($0)" }
  }
}
