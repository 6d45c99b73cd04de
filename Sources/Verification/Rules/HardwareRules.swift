import Billing

/// What of a host must stay as it was while it is measured.
enum HardwareRules {
  /// What differs between the hardware of the start and the hardware found now, in words; empty when nothing that both
  /// tell differs.
  static func changes(from start: FittingHardware, to now: FittingHardware) -> [String] {
    var changes: [String] = []
    note("driver", start.host.driverVersion, now.host.driverVersion, in: &changes)
    note("devices", names(start.devices), names(now.devices), in: &changes)
    for device in start.host.devices {
      guard let found = now.host.devices.first(where: { $0.uuid == device.uuid }) else { continue }
      let uuid = device.uuid.text
      note("\(uuid) name", device.name, found.name, in: &changes)
      note("\(uuid) memory", device.memoryBytes, found.memoryBytes, in: &changes)
      note("\(uuid) power limit", device.powerLimitMilliwatts, found.powerLimitMilliwatts, in: &changes)
      note("\(uuid) error correction", device.isECCEnabled, found.isECCEnabled, in: &changes)
      note("\(uuid) MIG", device.isMIGEnabled, found.isMIGEnabled, in: &changes)
      note("\(uuid) MIG instances", device.migInstances.count, found.migInstances.count, in: &changes)
      note("\(uuid) compute mode", device.computeMode, found.computeMode, in: &changes)
    }
    return changes
  }

  private static func names(_ devices: [DeviceUUID]) -> String {
    devices.map(\.text).joined(separator: " ")
  }

  /// A value that one side does not tell has not changed.
  private static func note<Value: Equatable>(
    _ name: String, _ before: Value?, _ now: Value?, in changes: inout [String]
  ) {
    guard let before, let now, before != now else { return }
    changes.append("\(name) was \(before), is \(now)")
  }

  /// Whether nobody uses the devices: no process computes on any, and none is busy.
  static func isIdle(_ observation: HostObservation) -> Bool {
    observation.devices.allSatisfy { device in
      device.processCountMax ?? 0 == 0
        && device.utilisationPercentBefore ?? 0 <= VerificationLimits.idleUtilisationPercentMax
    }
  }
}
