package import Billing

/// How a host's devices are matched with a tier. The rules of tiers are the catalog's, so they come from outside.
package struct HardwareGate {
  /// What matching says.
  package enum Answer: Hashable, Sendable {
    /// These devices are of the tier and are to be watched; the fingerprint is stable text of the host's devices.
    case fits(devices: [DeviceUUID], fingerprint: String)
    /// They are not; the sentence names what differs.
    case mismatch(detail: String)
  }

  /// Matches a host's devices with the tier of that name.
  private let match: (HostDevices, String) -> Answer
  /// What is known of the host's health on devices of that fingerprint.
  private let health: (String) -> HostHealth

  /// A gate of the parts given.
  package init(
    match: @escaping (HostDevices, String) -> Answer, health: @escaping (String) -> HostHealth
  ) {
    self.match = match
    self.health = health
  }

  /// Probes the host and matches what is there.
  func finding(tier: String, probe: any DeviceProbe) -> HardwareFinding {
    do throws(ProbeFailure) {
      let host = try probe.devices()
      switch match(host, tier) {
      case .mismatch(let detail): return .mismatch(host, detail: detail)
      case .fits(let devices, let fingerprint):
        return .fits(
          FittingHardware(
            host: host, devices: devices, fingerprint: fingerprint, health: health(fingerprint)))
      }
    } catch {
      return .failed(isDeviceLost: error.isDeviceLost, detail: error.description)
    }
  }
}
