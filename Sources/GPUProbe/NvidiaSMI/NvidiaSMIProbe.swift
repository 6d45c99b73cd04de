package import Billing
import Glibc

/// Asks `nvidia-smi -q -x`, for hosts whose driver library does not open. Its output is for people and changes with the
/// driver; NVML's does not, which is why this comes second.
package final class NvidiaSMIProbe: DeviceProbe {
  private let path: String?
  private let limits: ProbeLimits
  private let clock: any Clock
  private var heldTimeCheck = HeldTimeCheck()

  /// - Parameter path: the program to run and no other; `nil` for the places where drivers put it. `PATH` is not asked.
  package init(path: String? = nil, clock: any Clock, limits: ProbeLimits = ProbeLimits()) {
    self.path = path ?? Self.places.first { unsafe access($0, X_OK) == 0 }
    self.limits = limits
    self.clock = clock
  }

  package func devices() throws(ProbeFailure) -> HostDevices {
    let (document, notes) = try ask()
    return try document.hostDevices(notes: notes)
  }

  package func samples(of devices: [DeviceUUID]) throws(ProbeFailure) -> [DeviceSample] {
    let atNanoseconds = clock.monotonicNanoseconds()
    let (document, _) = try ask()
    var samples: [DeviceSample] = []
    for uuid in devices {
      guard let device = document.devices.first(where: { $0.uuid == uuid }) else {
        throw .deviceLost(uuid: uuid, detail: "nvidia-smi does not list it any more")
      }
      samples.append(heldTimeCheck.checked(device.sample(atNanoseconds: atNanoseconds)))
    }
    return samples
  }

  private static let places = [
    "/usr/bin/nvidia-smi", "/usr/local/nvidia/bin/nvidia-smi", "/usr/local/bin/nvidia-smi",
    "/run/current-system/sw/bin/nvidia-smi", "/usr/lib/wsl/lib/nvidia-smi",
  ]

  /// A document counts whatever the exit status: a broken inforom, for instance, is told by status 14 behind a whole
  /// document.
  private func ask() throws(ProbeFailure) -> (document: SMIDocument, notes: [String]) {
    guard let path else { throw .noHardware(detail: "nvidia-smi is not installed") }
    let milliseconds = limits.commandTimeoutMilliseconds
    switch ChildOutput.run([path, "-q", "-x"], timeoutMilliseconds: milliseconds, limits: limits) {
    case .timedOut: throw .timedOut(milliseconds: milliseconds, detail: "\(path) hangs, and was killed")
    case .tooLong: throw .unreadable(detail: "\(path) wrote more than \(limits.outputByteCountMax) bytes")
    case .couldNotStart(let code):
      guard code != ENOENT else { throw .noHardware(detail: "\(path) is not there") }
      guard code != EACCES else { throw .notPermitted(detail: "\(path) may not be run") }
      throw .driverFailed(code: nil, detail: "\(path) cannot be started: error \(code)")
    case .ended(let status, let output, let errors):
      guard output.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") else {
        let words = String(decoding: output.prefix(4_096) + errors.prefix(4_096), as: UTF8.self)
        throw SMIFailure.failure(status: status, words: words)
      }
      let document = try SMIDocument(reading: output, byteCountMax: limits.outputByteCountMax)
      return (document, status == 0 ? [] : ["\(path) ended with status \(status) behind a whole document"])
    }
  }
}
