package import Billing

/// All that `probe` tells about a host, for people and as JSON.
package struct ProbeReport: Hashable, Sendable {
  /// What is there.
  package let host: HostDevices
  /// The last look at each device; none for a device that could not be looked at.
  package let samples: [DeviceUUID: DeviceSample]
  /// The hardware tiers of the catalog that the host is.
  package let tiers: [String]
  /// The file that answered for NVML; `nil` where `nvidia-smi` answered.
  package let libraryPath: String?

  /// A report of the parts given.
  package init(
    host: HostDevices, samples: [DeviceSample], rules: [HardwareTierRule], libraryPath: String? = nil
  ) {
    self.host = host
    self.samples = Dictionary(samples.map { ($0.uuid, $0) }) { _, last in last }
    tiers = HardwareTierMatching.tiers(of: host, by: rules)
    self.libraryPath = libraryPath
  }

  /// The host's devices as one stable text.
  package var fingerprint: HardwareFingerprint { HardwareFingerprint(host) }
}

extension HostDevices {
  /// Such as `13.0`; `nil` where nobody tells.
  package var cudaText: String? {
    cudaVersion.map { version in
      let (major, rest) = version.quotientAndRemainder(dividingBy: 1_000)
      return "\(major).\(rest / 10)"
    }
  }
}
