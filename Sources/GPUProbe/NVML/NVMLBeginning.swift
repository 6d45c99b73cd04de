import Billing

/// What it means that the library does not begin its work.
enum NVMLBeginning {
  /// The failure that a code of `nvmlInit` stands for.
  static func failure(_ code: NVMLCode, path: String) -> ProbeFailure {
    let place = "\(path) answers \(code)"
    switch code.rawValue {
    case 4: return .notPermitted(detail: "\(place): give this user the right to open /dev/nvidia*")
    case 6, 12, 28: return .noHardware(detail: place)
    case 15, 16: return .deviceLost(uuid: nil, detail: place)
    default: return .driverFailed(code: code.rawValue, detail: "\(place): \(remedy(code))")
    }
  }

  private static func remedy(_ code: NVMLCode) -> String {
    switch code.rawValue {
    case 9: "load the driver's kernel module, or install it for this kernel"
    case 17: "the container or control group hides the devices: pass them in"
    case 18: "library and kernel module are of different versions: restart the host, or reload the module"
    default: "look at what nvidia-smi and the kernel's log say"
    }
  }
}
