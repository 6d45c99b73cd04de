/// Why devices cannot be probed or sampled. All but `deviceLost` mean that nothing can be verified on this host now.
package enum ProbeFailure: Error, Hashable, Sendable {
  /// Neither a driver library nor `nvidia-smi`, or a driver without devices.
  case noHardware(detail: String)
  /// A driver is there and does not work: not loaded, another version than its library, blocked.
  case driverFailed(code: Int32?, detail: String)
  /// The right to ask is missing.
  case notPermitted(detail: String)
  /// It did not answer in time.
  case timedOut(milliseconds: Int64, detail: String)
  /// What it answered makes no sense.
  case unreadable(detail: String)
  /// A device fell off the bus, or wants a reset.
  case deviceLost(uuid: DeviceUUID?, detail: String)
}

extension ProbeFailure: CustomStringConvertible {
  /// One line a person can act on.
  package var description: String {
    switch self {
    case .noHardware(let detail): "no NVIDIA device here: \(detail)"
    case .driverFailed(let code, let detail):
      "the NVIDIA driver does not work\(code.map { " (code \($0))" } ?? ""): \(detail)"
    case .notPermitted(let detail): "no permission to ask the NVIDIA driver: \(detail)"
    case .timedOut(let milliseconds, let detail): "no answer within \(milliseconds) ms: \(detail)"
    case .unreadable(let detail): "an answer that makes no sense: \(detail)"
    case .deviceLost(let uuid, let detail): "device \(uuid?.text ?? "unknown") is lost: \(detail)"
    }
  }
}
