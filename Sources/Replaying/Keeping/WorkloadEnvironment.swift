import Billing

/// The environment of commands: what the manifest names, what every program expects, and nothing of this program's.
enum WorkloadEnvironment {
  /// Values by name.
  static func values(_ manifest: ReplayManifest, folder: String) -> [String: String] {
    let own = [
      "PATH": ReplayingLimits.searchPath, "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8",
    ]
    return manifest.environment.merging(own) { _, own in own }
  }
}
