/// Where the driver's library is looked for. `libnvidia-ml.so.1` is the name that every Linux driver installs.
enum NVMLSearchPath {
  /// The first is asked first. A configured path is the only one: falling back from it would answer for another driver.
  static func candidates(configured: String?) -> [String] {
    if let configured { return [configured] }
    let folders = [
      "/usr/local/nvidia/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib/aarch64-linux-gnu",
      "/run/opengl-driver/lib", "/usr/lib/wsl/lib",
    ]
    return ["libnvidia-ml.so.1"] + folders.map { "\($0)/libnvidia-ml.so.1" }
  }
}
