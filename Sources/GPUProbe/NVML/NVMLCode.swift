/// What NVML answers a call with.
struct NVMLCode: Hashable, Sendable {
  /// What such an answer means while a device is asked.
  enum Meaning: Hashable {
    /// The value was written.
    case answered
    /// This driver or device does not tell it: the value is unknown, which is no mistake.
    case untold
    /// It was there to be told and was not; worth a note.
    case withheld
    /// The device is gone until it is reset.
    case lost
    /// The driver itself does not work.
    case broken
  }

  let rawValue: Int32

  init(_ rawValue: Int32) { self.rawValue = rawValue }

  static let success = NVMLCode(0)
  static let noPermission = NVMLCode(4)
  static let notFound = NVMLCode(6)
  static let blockedByOperatingSystem = NVMLCode(17)
  static let unknown = NVMLCode(999)

  var meaning: Meaning {
    switch rawValue {
    case 0: .answered
    case 3, 13, 25, 26: .untold
    case 15, 16: .lost
    case 1, 9, 12, 18, 999: .broken
    default: .withheld
    }
  }

  /// The library's own name for it, without the prefix.
  var name: String {
    Int(exactly: rawValue).flatMap { Self.names.indices.contains($0) ? Self.names[$0] : nil }
      ?? (self == .unknown ? "UNKNOWN" : "a code without a name")
  }

  private static let names = [
    "SUCCESS", "UNINITIALIZED", "INVALID_ARGUMENT", "NOT_SUPPORTED", "NO_PERMISSION", "ALREADY_INITIALIZED",
    "NOT_FOUND", "INSUFFICIENT_SIZE", "INSUFFICIENT_POWER", "DRIVER_NOT_LOADED", "TIMEOUT", "IRQ_ISSUE",
    "LIBRARY_NOT_FOUND", "FUNCTION_NOT_FOUND", "CORRUPTED_INFOROM", "GPU_IS_LOST", "RESET_REQUIRED",
    "OPERATING_SYSTEM", "LIB_RM_VERSION_MISMATCH", "IN_USE", "MEMORY", "NO_DATA", "VGPU_ECC_NOT_SUPPORTED",
    "INSUFFICIENT_RESOURCES", "FREQ_NOT_SUPPORTED", "ARGUMENT_VERSION_MISMATCH", "DEPRECATED", "NOT_READY",
    "GPU_NOT_FOUND", "INVALID_STATE", "RESET_TYPE_NOT_SUPPORTED",
  ]
}

extension NVMLCode: CustomStringConvertible {
  var description: String { "\(name) (\(rawValue))" }
}
