/// One way in which a host's devices are not what a hardware tier asks for. What was found is `nil` where the device
/// does not tell it: then nobody knows, and the tier is not taken for granted.
package enum HardwareDifference: Hashable, Sendable {
  /// The host has another number of devices.
  case deviceCount(found: Int, accepted: Int)
  /// A device is called otherwise.
  case name(DeviceUUID, found: String, accepted: [String])
  /// A device has another compute capability.
  case computeCapability(
    DeviceUUID, found: GPUDevice.ComputeCapability?, accepted: GPUDevice.ComputeCapability)
  /// A device has less or more memory, in bytes.
  case memory(DeviceUUID, foundBytes: Int64?, minBytes: Int64?, maxBytes: Int64?)
  /// A device is divided into MIG instances, and the tier is of whole ones.
  case divided(DeviceUUID)
  /// A device is not divided into instances of that profile alone.
  case migProfile(DeviceUUID, found: [String], accepted: String)
  /// A device corrects memory errors, or does not.
  case errorCorrection(DeviceUUID, found: Bool?, accepted: Bool)
}

extension HardwareDifference: CustomStringConvertible {
  /// What was found and what is accepted, in one line.
  package var description: String {
    switch self {
    case .deviceCount(let found, let accepted):
      "the host has \(found) devices; the tier has \(accepted)"
    case .name(let uuid, let found, let accepted):
      "\(uuid.text) is a \(found); the tier is of \(accepted.joined(separator: " or "))"
    case .computeCapability(let uuid, let found, let accepted):
      "\(uuid.text) has compute capability \(found?.text ?? "unknown"); the tier has \(accepted.text)"
    case .memory(let uuid, let found, let min, let max):
      "\(uuid.text) has \(Self.mebibytes(found)) of memory; the tier has \(Self.range(min, max))"
    case .divided(let uuid): "\(uuid.text) is divided into MIG instances; the tier is of whole devices"
    case .migProfile(let uuid, let found, let accepted):
      "\(uuid.text) has \(found.isEmpty ? "no MIG instance" : found.joined(separator: ", ")); "
        + "the tier is of \(accepted)"
    case .errorCorrection(let uuid, let found, let accepted):
      "\(uuid.text) has error correction \(Self.switched(found)); the tier has it \(Self.switched(accepted))"
    }
  }

  private static func mebibytes(_ bytes: Int64?) -> String {
    bytes.map { "\($0 >> 20) MiB" } ?? "an unknown size"
  }

  private static func range(_ min: Int64?, _ max: Int64?) -> String {
    switch (min, max) {
    case (.some(let min), .some(let max)): "\(mebibytes(min)) to \(mebibytes(max))"
    case (.some(let min), nil): "at least \(mebibytes(min))"
    case (nil, .some(let max)): "at most \(mebibytes(max))"
    case (nil, nil): "any"
    }
  }

  private static func switched(_ isOn: Bool?) -> String { isOn.map { $0 ? "on" : "off" } ?? "unknown" }
}

extension GPUDevice.ComputeCapability {
  /// Such as `9.0`.
  package var text: String { "\(major).\(minor)" }
}
