/// Which hardware tiers a host is. All of its devices must fit, since nothing says which of them a replay uses.
package enum HardwareTierMatching {
  /// The tiers whose rules the host fits, in the order of the rules. A host can be of several: of a family, and of one
  /// board in it.
  package static func tiers(of host: HostDevices, by rules: [HardwareTierRule]) -> [String] {
    rules.filter { differences(of: host, from: $0).isEmpty }.map(\.tier)
  }

  /// Everything in which the host is not what the rule asks for; empty when it fits.
  package static func differences(of host: HostDevices, from rule: HardwareTierRule) -> [HardwareDifference] {
    var differences: [HardwareDifference] = []
    if let accepted = rule.deviceCount, accepted != host.devices.count || host.devices.isEmpty {
      differences.append(.deviceCount(found: host.devices.count, accepted: accepted))
    } else if host.devices.isEmpty {
      differences.append(.deviceCount(found: 0, accepted: 1))
    }
    return differences + host.devices.flatMap { self.differences(of: $0, from: rule) }
  }

  private static func differences(of device: GPUDevice, from rule: HardwareTierRule) -> [HardwareDifference] {
    var differences: [HardwareDifference] = []
    if !rule.deviceNames.contains(where: { key($0) == key(device.name) }) {
      differences.append(.name(device.uuid, found: device.name, accepted: rule.deviceNames))
    }
    if let accepted = rule.computeCapability, accepted != device.computeCapability {
      differences.append(
        .computeCapability(device.uuid, found: device.computeCapability, accepted: accepted))
    }
    if let accepted = rule.isECCEnabled, accepted != device.isECCEnabled {
      differences.append(.errorCorrection(device.uuid, found: device.isECCEnabled, accepted: accepted))
    }
    return differences + division(of: device, from: rule)
  }

  /// The MIG part of a rule, and the memory: that of the instances where the tier is of instances.
  private static func division(of device: GPUDevice, from rule: HardwareTierRule) -> [HardwareDifference] {
    guard let profile = rule.migProfile else {
      let divided: [HardwareDifference] = device.isMIGEnabled == true ? [.divided(device.uuid)] : []
      return divided + memory(device.memoryBytes, of: device.uuid, from: rule)
    }
    let profiles = device.migInstances.map { $0.profile ?? "an instance of unknown profile" }
    let isOfProfile = !profiles.isEmpty && profiles.allSatisfy { key($0) == key(profile) }
    guard isOfProfile else {
      return [.migProfile(device.uuid, found: profiles, accepted: profile)]
    }
    return device.migInstances.flatMap { memory($0.memoryBytes, of: $0.uuid ?? device.uuid, from: rule) }
  }

  private static func memory(
    _ bytes: Int64?, of uuid: DeviceUUID, from rule: HardwareTierRule
  ) -> [HardwareDifference] {
    let (min, max) = (rule.memoryBytesMin, rule.memoryBytesMax)
    guard min != nil || max != nil else { return [] }
    if let bytes, bytes >= min ?? 0, bytes <= max ?? .max { return [] }
    return [.memory(uuid, foundBytes: bytes, minBytes: min, maxBytes: max)]
  }

  /// Names are the same whatever their case and the blanks around them.
  private static func key(_ name: String) -> String {
    name.split(separator: " ").joined(separator: " ").lowercased()
  }
}
