package import Billing

/// Asks NVML first. `nvidia-smi` answers where NVML cannot be opened, and is held against NVML where it can: what
/// differs becomes a note, and NVML's answer stands.
package final class HostProbe: DeviceProbe {
  private let library: any DeviceProbe
  private let command: (any DeviceProbe)?
  private var answering: Answering = .nobody

  private enum Answering {
    case nobody
    case library
    case command
  }

  /// - Parameter command: the fallback and cross-check; `nil` for neither.
  package init(library: any DeviceProbe, command: (any DeviceProbe)?) {
    self.library = library
    self.command = command
  }

  /// The host's probes with their usual limits.
  ///
  /// - Parameters:
  ///   - libraryPath: the driver's library; `nil` for the places where drivers put it. Where it is given, only it is
  ///     asked: `nvidia-smi` would answer for another driver.
  ///   - commandPath: `nvidia-smi`; `nil` for the places where drivers put it.
  package convenience init(
    libraryPath: String? = nil, commandPath: String? = nil, clock: any Clock,
    limits: ProbeLimits = ProbeLimits()
  ) {
    let isAsked = libraryPath == nil || commandPath != nil
    self.init(
      library: NVMLProbe(libraryPath: libraryPath, clock: clock, limits: limits),
      command: isAsked ? NvidiaSMIProbe(path: commandPath, clock: clock, limits: limits) : nil)
  }

  /// The library that answered last; `nil` where `nvidia-smi` did.
  package var openedPath: String? {
    guard case .library = answering else { return nil }
    return (library as? NVMLProbe)?.openedPath
  }

  package func devices() throws(ProbeFailure) -> HostDevices {
    var host: HostDevices
    do throws(ProbeFailure) {
      host = try library.devices()
    } catch {
      return try commandDevices(after: error)
    }
    answering = .library
    if let command { host.notes += Self.comparison(of: host, with: command) }
    return host
  }

  package func samples(of devices: [DeviceUUID]) throws(ProbeFailure) -> [DeviceSample] {
    if case .nobody = answering { _ = try self.devices() }
    if case .command = answering, let command { return try command.samples(of: devices) }
    return try library.samples(of: devices)
  }

  /// A driver that hangs hangs whoever asks it, and a lost device is lost: neither is asked again.
  private func commandDevices(after failure: ProbeFailure) throws(ProbeFailure) -> HostDevices {
    switch failure {
    case .timedOut, .deviceLost, .notPermitted: throw failure
    case .noHardware, .driverFailed, .unreadable: break
    }
    guard let command else { throw failure }
    var host: HostDevices
    do throws(ProbeFailure) {
      host = try command.devices()
    } catch {
      throw Self.telling(failure, error)
    }
    answering = .command
    host.notes.append("NVML does not answer, nvidia-smi does: \(failure)")
    return host
  }

  /// Of two failures the one that says more: that nothing is here is said of what is merely broken, too.
  static func telling(_ first: ProbeFailure, _ second: ProbeFailure) -> ProbeFailure {
    if case .noHardware = first { return second.isAbsence ? first : second }
    return first
  }

  private static func comparison(of host: HostDevices, with command: any DeviceProbe) -> [String] {
    do throws(ProbeFailure) {
      return CrossCheck.differences(library: host, command: try command.devices())
    } catch {
      return error.isAbsence ? [] : ["nvidia-smi does not answer, NVML does: \(error)"]
    }
  }
}

extension ProbeFailure {
  /// Whether it says that there is nothing to ask.
  fileprivate var isAbsence: Bool { if case .noHardware = self { true } else { false } }
}
